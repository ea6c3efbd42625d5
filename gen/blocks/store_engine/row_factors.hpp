// row_factors.hpp: The factors of the rows of a DIVIDE, in the order in which they are asked for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_output/attention_output.hpp"
#include "gen/blocks/depths.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// Holds the sums of all remembered rows. A row that is asked for has its factor kLatency cycles
/// later; it waits there until it is taken. Whoever asks keeps at most DEPTH rows waiting.
struct RowFactors : hdl::Module {
  static constexpr int kRowBits = num::log2Of(num::kRememberedRows);
  static constexpr int kWordBits = num::kShiftBits + num::kFactorBits;
  static constexpr int kSlots = depths::kStoresUnderWay;
  static constexpr int kComputing = 1 + RowReciprocal::kLatency; ///< read, divide
  static constexpr int kLatency = kComputing + 1;

  hdl::Dim DEPTH = param("DEPTH", 4, "factors that wait, at least 2");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset: no row is asked for"};
  hdl::In<hdl::Bit> writeEnable{this, "row_sum_wr_en_i", "write the sum of a row"};
  hdl::In<hdl::Unsigned> writeAddress{this, "row_sum_wr_addr_i", kRowBits, "which row"};
  hdl::In<hdl::Unsigned> writeData{this, "row_sum_wr_data_i", num::kRowSumBits, "its sum"};
  hdl::In<hdl::Bit> ask{this, "ask_i", "the factor of a row is needed"};
  hdl::In<hdl::Unsigned> row{this, "row_i", kRowBits, "which row"};
  hdl::In<hdl::Bit> slot{this, "slot_i", "of its command"};
  hdl::InGrid<hdl::Unsigned> scale{this, "scale_i", {kSlots}, 32, "output scales, by slot"};
  hdl::StreamOut<hdl::Unsigned> factor{this, "factor", kWordBits, "{shift, multiplier}"};
  hdl::Out<hdl::Bit> moving{this, "moving_o", "a factor is being computed"};

  RowFactors();

private:
  hdl::UInt addFactor();
  void addQueue(const hdl::Bit& arrives, const hdl::UInt& word);
};

} // namespace weft
