// layernorm.hpp: Streams rows through residual addition and LayerNorm, LANES values per cycle.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/layernorm/normaliser.hpp"
#include "gen/blocks/layernorm/residual_sum.hpp"
#include "gen/blocks/layernorm/row_spread.hpp"
#include "gen/blocks/layernorm/row_sums.hpp"
#include "gen/blocks/layernorm/row_words.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

struct LayernormShape {
  int lanes = 16;
  num::Nonlinear nonlinear = num::Nonlinear::accurate;
  int readLatency = 1;
};

/// postRow() of rows that follow each other. A row is normalised while later ones are received:
/// sums stay in a ring of two rows of the greatest width, or of many narrow ones. The fields of the
/// command stay stable from the first word in to the last word out.
struct Layernorm : hdl::Module {
  static constexpr int kFactorBits = num::Scale::kMultiplierBits;

  LayernormShape shape;
  hdl::Dim LANES = param("LANES", shape.lanes, "values in a word, a power of two, at least 4");
  hdl::Dim MAX_COLUMNS = param("MAX_COLUMNS", 4096, "widest row, a power of two");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", shape.readLatency, "of the memories: 1 or 2");
  hdl::Dim LANE_W = localparam("LANE_W", hdl::clog2(LANES), "bits of a lane's number");
  hdl::Dim WORD_W = localparam("WORD_W", hdl::clog2(MAX_COLUMNS) - hdl::clog2(LANES),
                               "bits of a word's number in its row");
  hdl::Dim WORDS = localparam("WORDS", hdl::pow2(WORD_W), "words of the widest row");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Unsigned> columns{this, "columns_i", kPostColumnBits,
                                 "values D in a row, at least 1"};
  hdl::In<hdl::Bit> normalise{this, "normalise_i", "normalise the sums; else they pass unchanged"};
  hdl::In<hdl::Bit> relu{this, "relu_i", "only positive sums count"};
  hdl::In<hdl::Unsigned> factorA{this, "factor_a_i", kFactorBits, "of a, in steps of 2^-24"};
  hdl::In<hdl::Unsigned> factorResidual{this, "factor_residual_i", kFactorBits,
                                        "of the residual, 0 without one"};
  hdl::In<hdl::Unsigned> factor8{this, "factor8_i", kFactorBits, "int16 to int8"};
  hdl::In<hdl::Unsigned> epsilon{this, "epsilon_i", kEpsilonBits, "epsilon term"};
  hdl::In<hdl::Unsigned> gammaShift{this, "gamma_shift_i", Normaliser::kGammaShiftBits,
                                    "fraction bits of gamma"};
  hdl::In<hdl::Bit> tableWrite{this, "table_wr_en_i", "write gamma and beta of half a word"};
  hdl::In<hdl::Unsigned> tableAddress{this, "table_wr_addr_i", WORD_W + 1, "number of the half"};
  hdl::In<hdl::Unsigned> tableData{this, "table_wr_data_i", 16 * LANES,
                                   "per value: gamma, beta above it"};
  hdl::StreamIn<hdl::Unsigned> in{this, "in", OperandWord::bits(LANES),
                                  "words of the residual, of a below"};
  hdl::StreamOut<hdl::Unsigned> out{
      this, "out", ResultWord::bits(LANES), "int8 results, int16 results below", {.last = true}};
  hdl::Out<hdl::Bit> busy{this, "busy_o", "a row is in work"};

  explicit Layernorm(LayernormShape layernormShape);

private:
  struct Nets;
  struct RowResult;
  void countWords(Nets& nets);
  void measureRows(Nets& nets);
  void takeRoots(Nets& nets, const hdl::Stream<hdl::UInt>& row);
  void issueWords(Nets& nets);
  void readRing(Nets& nets);
  void readTable(Nets& nets);
  void normaliseWords(Nets& nets);
};

} // namespace weft
