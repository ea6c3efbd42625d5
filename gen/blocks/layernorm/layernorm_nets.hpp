// layernorm_nets.hpp: What the parts of the layernorm block exchange.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/layernorm/layernorm.hpp"

namespace weft {

struct Layernorm::Nets {
  hdl::Reg<hdl::Unsigned> lastWord, lastLane;
  hdl::Wire<hdl::Bit> enter, lastIn;
  hdl::Wire<hdl::Bit> sumValid;
  hdl::WireGrid<hdl::Signed> sums;
  hdl::Wire<hdl::Bit> rowTaken;
  hdl::StreamWire<hdl::Unsigned> result;
  hdl::Wire<hdl::Bit> issue, lastOut, leaving;
  hdl::Reg<hdl::Unsigned> wordOut;
  hdl::WireGrid<hdl::Signed> ringWord;
  hdl::WireGrid<hdl::Unsigned> gammaBeta;
  hdl::Wire<hdl::Bit> doneValid;
  hdl::Wire<hdl::Unsigned> doneData;

  explicit Nets(Layernorm* b)
      : lastWord{b, "last_word_q", b->WORD_W, "number of a row's last word"},
        lastLane{b, "last_lane_q", b->LANE_W, "last lane in use of that word"},
        enter{b, "enter", "a word is taken"}, lastIn{b, "last_in", "it is a row's last"},
        sumValid{b, "sum_valid", "a word of sums is ready"}, sums{b, "sums", {b->LANES}, 16},
        rowTaken{b, "row_taken", "a row's spread goes to the root"},
        result{b, "result", kResultBits, "sum, halvings and factor of the oldest row"},
        issue{b, "issue", "a word starts through the normaliser"}, lastOut{b, "last_out",
                                                                           "it is a row's last"},
        leaving{b, "leaving", "words are in flight"}, wordOut{b, "word_out_q", b->WORD_W,
                                                              "number of the next word to issue"},
        ringWord{b, "ring_word", {b->LANES}, 16, "sums of the issued word"},
        gammaBeta{b, "gamma_beta", {b->LANES}, 32, "of the issued word"},
        doneValid{b, "done_valid"}, doneData{b, "done_data", 24 * b->LANES} {}
};

} // namespace weft
