// word_turner.hpp: Blocks of words leave as words of one lane of each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// LANES words of LANES lanes are a block: the block leaves turned, lane j of every word as word j,
/// from 3 cycles after its last word on, one a cycle; so LANES + 2 cycles after word j where a
/// block enters without a pause. Lane j of word i waits in RAM i XOR j at place i, so that a word
/// that enters meets every RAM once, and so does one that leaves; the next block enters the other
/// half of the RAMs meanwhile.
struct WordTurner : hdl::Module {
  hdl::Dim LANES = param("LANES", 16, "words of a block, lanes of a word: a power of two");
  hdl::Dim LANE_W = param("LANE_W", 8, "bits of a lane");
  hdl::Dim WORD_W = localparam("WORD_W", hdl::clog2(LANES), "bits of a word's number");
  hdl::Dim PLACE_W = localparam("PLACE_W", hdl::indexWidth(2 * LANES), "and of its half");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset: the next word begins a block"};
  hdl::In<hdl::Bit> valid{this, "word_valid_i", "a word enters"};
  hdl::InGrid<hdl::Unsigned> word{this, "word_i", {LANES}, LANE_W, "the word"};
  hdl::Out<hdl::Bit> turnedValid{this, "turned_valid_o", "a turned word leaves"};
  hdl::OutGrid<hdl::Unsigned> turned{this, "turned_o", {LANES}, LANE_W, "the turned word"};

  WordTurner();

private:
  struct Nets;
  void enter(Nets& nets);
  void walk(Nets& nets);
  void store(Nets& nets);
  void leave(Nets& nets);
};

} // namespace weft
