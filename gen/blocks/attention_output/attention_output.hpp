// attention_output.hpp: Divides finished rows by their sums and sends them as int8 words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_output/row_reciprocal.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// For every block: for every row: reads the row's sum and its words of accumulated values, scales
/// them and offers LANES bytes a cycle. `last` marks the last word of a row.
struct AttentionOutput : hdl::Module {
  hdl::Dim LANES = param("LANES", 16, "values of a word");
  hdl::Dim ROWS = param("ROWS", 64, "queries of a block: a power of two");
  hdl::Dim ACC_W = param("ACC_W", num::kWidestAccumulatorBits, "bits of an accumulator");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from read to data: 1 or 2");
  hdl::Dim WORD_W = localparam("WORD_W", hdl::indexWidth(ROWS* num::kMostHeadSize / LANES),
                               "bits of a word's place");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Unsigned> scaleMultiplier{this, "scale_multiplier_i", num::kFactorBits,
                                         "output scale: multiplier"};
  hdl::In<hdl::Unsigned> scaleShift{this, "scale_shift_i", num::kShiftBits,
                                    "output scale: right shift"};
  hdl::In<hdl::Unsigned> slices{this, "slices_i", num::kHeadSizeBits, "words of a row: 1 to 128"};
  hdl::StreamIn<hdl::Unsigned> block{this, "block", num::kBlockQueriesBits,
                                     "a finished block: its rows, 1 to 128"};
  hdl::Out<hdl::Bit> blockFree{this, "block_free_o", "the block's bank has been read"};
  hdl::Out<hdl::Bit> sumEnable{this, "sum_rd_en_o", "read the sum of a row"};
  hdl::Out<hdl::Unsigned> sumAddress{this, "sum_rd_addr_o", hdl::indexWidth(4 * ROWS),
                                     "{block modulo 4, row}"};
  hdl::In<hdl::Unsigned> sum{this, "sum_i", num::kRowSumBits, "the sum, READ_LATENCY later; holds"};
  hdl::Out<hdl::Bit> valueEnable{this, "value_rd_en_o", "read a word of values"};
  hdl::Out<hdl::Bit> valueBank{this, "value_rd_bank_o", "of which bank"};
  hdl::Out<hdl::Unsigned> valueWord{this, "value_rd_word_o", WORD_W, "which one"};
  hdl::InGrid<hdl::Signed> value{this, "value_i", {LANES}, ACC_W, "the word, READ_LATENCY later"};
  hdl::StreamOut<hdl::Unsigned> word{
      this, "word", num::kOperandBits* LANES, "scaled values", {.last = true}};

  AttentionOutput();

private:
  struct Issue {
    hdl::Bit valid, rowLast;
  };
  Issue addIssue(const hdl::Bit& room);
  hdl::UInt addLanes(const hdl::UInt& enable);
  void addQueue(const hdl::Bit& arrives, const hdl::UInt& word, const hdl::Bit& rowLast);
};

} // namespace weft
