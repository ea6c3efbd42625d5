// row_spread.hpp: Sum and spread of a row from one pass over its words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/layernorm/layernorm_model.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// rowStatistics() of rows that arrive one word a cycle, exact: sum(t) and
/// D sum(t^2) - sum(t)^2 + epsilon term. Rows may follow each other without a pause.
struct RowSpread : hdl::Module {
  static constexpr int kSumBits = 28;
  static constexpr int kSquaresBits = 43;

  hdl::Dim LANES = param("LANES", 16, "values in a word, a power of two");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Unsigned> columns{this, "columns_i", kPostColumnBits, "values D in a row"};
  hdl::In<hdl::Unsigned> epsilon{this, "epsilon_i", kEpsilonBits, "epsilon term"};
  hdl::In<hdl::Bit> valid{this, "valid_i", "a word enters"};
  hdl::In<hdl::Bit> first{this, "first_i", "it is the first one of its row"};
  hdl::In<hdl::Bit> last{this, "last_i", "it is the last one of its row"};
  hdl::InGrid<hdl::Signed> t{this, "t_i", {LANES}, 16, "values; lanes behind the row are 0"};
  hdl::Out<hdl::Bit> validOut{this, "valid_o", "a row is complete"};
  hdl::Out<hdl::Signed> sum{this, "sum_o", kSumBits, "its sum"};
  hdl::Out<hdl::Unsigned> spread{this, "spread_o", kRsqrtArgumentBits, "its spread and epsilon"};

  RowSpread();

private:
  struct Word;
  hdl::Dim LEVELS = localparam("LEVELS", hdl::clog2(LANES), "adders from a lane to the sum");

  void addLanes(Word& word);
  void addWords(Word& word, const hdl::Bit& rowEnd, const hdl::SInt& rowSum,
                const hdl::UInt& squares);
  void combine(const hdl::Bit& rowEnd, const hdl::SInt& rowSum, const hdl::UInt& squares);
};

} // namespace weft
