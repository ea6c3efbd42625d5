// layernorm_nets.hpp: What the parts of the layernorm block exchange.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/layernorm/layernorm.hpp"

namespace weft {

/// What a row's words are normalised with.
struct Layernorm::RowResult {
  hdl::UInt sum, halvings, factor;
  static constexpr std::tuple kFields{hdl::Field{"sum", &RowResult::sum},
                                      hdl::Field{"halvings", &RowResult::halvings},
                                      hdl::Field{"factor", &RowResult::factor}};
  static RowResult shape() {
    return {hdl::zeros(Normaliser::kSumBits), hdl::zeros(Normaliser::kHalvingsBits),
            hdl::zeros(kRsqrtFactorBits)};
  }
};

struct Layernorm::Nets {
  Layernorm* at;
  hdl::Reg<hdl::Unsigned> lastWord{at, "last_word_q", at->WORD_W, "number of a row's last word"};
  hdl::Reg<hdl::Unsigned> lastLane{at, "last_lane_q", at->LANE_W, "last lane in use of that word"};
  hdl::Wire<hdl::Bit> enter{at, "enter", "a word is taken"};
  hdl::Wire<hdl::Bit> lastIn{at, "last_in", "it is a row's last"};
  hdl::Wire<hdl::Bit> sumValid{at, "sum_valid", "a word of sums is ready"};
  hdl::WireGrid<hdl::Signed> sums{at, "sums", {at->LANES}, 16};
  hdl::Wire<hdl::Bit> rowTaken{at, "row_taken", "a row's spread goes to the root"};
  hdl::StreamWire<hdl::Unsigned> result{at, "result", hdl::widthOf(RowResult::shape()),
                                        "sum, halvings and factor of the oldest row"};
  hdl::Wire<hdl::Bit> issue{at, "issue", "a word starts through the normaliser"};
  hdl::Wire<hdl::Bit> lastOut{at, "last_out", "it is a row's last"};
  hdl::Wire<hdl::Bit> leaving{at, "leaving", "words are in flight"};
  hdl::Reg<hdl::Unsigned> wordOut{at, "word_out_q", at->WORD_W, "number of the next word to issue"};
  hdl::WireGrid<hdl::Signed> ringWord{at, "ring_word", {at->LANES}, 16, "sums of the issued word"};
  hdl::WireGrid<hdl::Unsigned> gammaBeta{at, "gamma_beta", {at->LANES}, 32, "of the issued word"};
  hdl::Wire<hdl::Bit> doneValid{at, "done_valid"};
  hdl::WireGrid<hdl::Signed> done8{at, "done_int8", {at->LANES}, 8};
  hdl::WireGrid<hdl::Signed> done16{at, "done_int16", {at->LANES}, 16};
};

} // namespace weft
