// value_accumulator.hpp: Adds up weighted values, aligned, while finished ones are read.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// Two banks of WORDS x LANES accumulators. Sums are aligned and added into one bank while the
/// other is read. The same word may be added to again after READ_LATENCY + 3 cycles.
struct ValueAccumulator : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim LANES = param("LANES", 16, "accumulators of a word");
  hdl::Dim WORDS = param("WORDS", 512, "words of a bank");
  hdl::Dim ACC_W = param("ACC_W", num::kWidestAccumulatorBits, "bits of an accumulator");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from read to data: 1 or 2");
  hdl::Dim SUM_W = localparam("SUM_W", num::kWeightedBits + hdl::clog2(CHUNK),
                              "bits of a chunk's products of probability and value");
  hdl::Dim WORD_W = localparam("WORD_W", hdl::indexWidth(WORDS), "bits of a word's place");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Bit> addValid{this, "add_valid_i", "weighted sums"};
  hdl::In<hdl::Bit> addBank{this, "add_bank_i", "bank they belong to"};
  hdl::In<hdl::Bit> addFirst{this, "add_first_i", "they replace what the word holds"};
  hdl::In<hdl::Bit> addAlignHeld{this, "add_align_held_i", "shift the word, not the sums"};
  hdl::In<hdl::Unsigned> addShift{this, "add_shift_i", num::kAlignmentBits, "right shift"};
  hdl::In<hdl::Unsigned> addWord{this, "add_word_i", WORD_W, "their word"};
  hdl::InGrid<hdl::Signed> addSum{this, "add_sum_i", {LANES}, SUM_W, "the sums"};
  hdl::In<hdl::Bit> readEnable{this, "rd_en_i", "read the other bank"};
  hdl::In<hdl::Bit> readBank{this, "rd_bank_i", "which one"};
  hdl::In<hdl::Unsigned> readWord{this, "rd_word_i", WORD_W, "word to read"};
  hdl::OutGrid<hdl::Signed> value{
      this, "rd_value_o", {LANES}, ACC_W, "its accumulators, READ_LATENCY later"};

  ValueAccumulator();

private:
  struct Addend;
  hdl::UInt addAdders(const Addend& late, const hdl::Bit& valid, const hdl::UInt& held,
                      const hdl::UInt& stages);
  struct Place;
  void addBanks(const hdl::WireGrid<hdl::Unsigned>& read, const hdl::Bit& writing,
                const Place& place, const hdl::UInt& total);
};

} // namespace weft
