// row_sums.hpp: Streams rows through residual addition alone, LANES values per cycle.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/layernorm/residual_sum.hpp"
#include "gen/blocks/layernorm/row_words.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// postRow() without normalisation, of rows that follow each other: what a machine without
/// LayerNorm has in the place of Layernorm. The fields of the command stay stable from the first
/// word in to the last word out.
struct RowSums : hdl::Module {
  static constexpr int kFactorBits = num::Scale::kMultiplierBits;
  static constexpr int kNarrowing = 3;                                ///< stages
  static constexpr int kLatency = ResidualSum::kLatency + kNarrowing; ///< a word in -> queued

  hdl::Dim LANES = param("LANES", 16, "values in a word, a power of two, at least 4");
  hdl::Dim MAX_COLUMNS = param("MAX_COLUMNS", 4096, "widest row, a power of two");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "of the memories: 1 or 2");
  hdl::Dim LANE_W = localparam("LANE_W", hdl::clog2(LANES), "bits of a lane's number");
  hdl::Dim WORD_W = localparam("WORD_W", hdl::clog2(MAX_COLUMNS) - hdl::clog2(LANES),
                               "bits of a word's number in its row");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Unsigned> columns{this, "columns_i", kPostColumnBits,
                                 "values D in a row, at least 1"};
  hdl::In<hdl::Bit> relu{this, "relu_i", "only positive sums count"};
  hdl::In<hdl::Unsigned> factorA{this, "factor_a_i", kFactorBits, "of a, in steps of 2^-24"};
  hdl::In<hdl::Unsigned> factorResidual{this, "factor_residual_i", kFactorBits,
                                        "of the residual, 0 without one"};
  hdl::In<hdl::Unsigned> factor8{this, "factor8_i", kFactorBits, "int16 to int8"};
  hdl::StreamIn<hdl::Unsigned> in{this, "in", OperandWord::bits(LANES),
                                  "words of the residual, of a below"};
  hdl::StreamOut<hdl::Unsigned> out{
      this, "out", ResultWord::bits(LANES), "int8 results, int16 results below", {.last = true}};
  hdl::Out<hdl::Bit> busy{this, "busy_o", "a row is in work"};

  RowSums();

private:
  struct Nets;
  void countWords(Nets& nets);
  void narrow(Nets& nets);
};

} // namespace weft
