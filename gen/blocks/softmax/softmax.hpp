// softmax.hpp: Online softmax, base 2, chunk by chunk.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"
#include "gen/num/nonlinear.hpp"

namespace weft {

/// Takes a chunk of scores of one row every CHUNK / LANES cycles; gives its probabilities with the
/// shifts that align it, then the row's new exponent and sum. Chunks of one row come in order; one
/// whose row is still under way, which takes READ_LATENCY + 4 cycles, is not taken. A chunk is
/// taken before its scores come, so that they can be read from a RAM when it is.
struct Softmax : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim LANES = param("LANES", 16, "exponentials per cycle: a power of two up to CHUNK");
  hdl::Dim ROWS = param("ROWS", 64, "rows that are remembered");
  hdl::Dim TAG_W = param("TAG_W", 2, "bits that travel with a chunk");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "of every RAM, and of the scores: 1 or 2");
  hdl::Dim SCORE_W = fixedParam("SCORE_W", num::kScoreBits, "bits of a score");
  hdl::Dim P_W = fixedParam("P_W", num::kProbabilityBits, "bits of a probability");
  hdl::Dim ROW_W = localparam("ROW_W", hdl::indexWidth(ROWS), "bits of a row's number");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Unsigned> multiplier{this, "multiplier_i", num::kFactorBits,
                                    "score scale: multiplier"};
  hdl::In<hdl::Unsigned> shift{this, "shift_i", num::kShiftBits,
                               "score scale: right shift, at least 1"};
  hdl::In<hdl::Bit> chunkValid{this, "chunk_valid_i", "a chunk"};
  hdl::Out<hdl::Bit> chunkReady{this, "chunk_ready_o", "it is taken"};
  hdl::InGrid<hdl::Signed> chunkScore{
      this, "chunk_score_i", {CHUNK}, SCORE_W, "its scores, READ_LATENCY cycles after it is taken"};
  hdl::In<hdl::Unsigned> chunkVisible{this, "chunk_visible_i", hdl::clog2(CHUNK) + 1,
                                      "unmasked keys, the first ones: 0 to CHUNK"};
  hdl::In<hdl::Bit> chunkFirst{this, "chunk_first_i", "it is the first of its row"};
  hdl::In<hdl::Unsigned> chunkRow{this, "chunk_row_i", ROW_W, "its row"};
  hdl::In<hdl::Unsigned> chunkTag{this, "chunk_tag_i", TAG_W, "travels along"};
  hdl::Out<hdl::Bit> pValid{this, "p_valid_o", "probabilities of a chunk"};
  hdl::Out<hdl::Unsigned> p{this, "p_o", CHUNK* P_W, "one byte per key"};
  hdl::Out<hdl::Signed> pExponent{this, "p_exponent_o", num::kChunkExponentBits,
                                  "exponent of the chunk"};
  hdl::Out<hdl::Bit> pAlignRow{this, "p_align_row_o", "shift the row, not the chunk"};
  hdl::Out<hdl::Unsigned> pAlignShift{this, "p_align_shift_o", num::kAlignmentBits, "right shift"};
  hdl::Out<hdl::Unsigned> pRow{this, "p_row_o", ROW_W, "row of the chunk"};
  hdl::Out<hdl::Unsigned> pTag{this, "p_tag_o", TAG_W, "tag of the chunk"};
  hdl::Out<hdl::Bit> stateValid{this, "state_valid_o", "two cycles later: the row's new state"};
  hdl::Out<hdl::Signed> stateExponent{this, "state_exponent_o", num::kChunkExponentBits,
                                      "its exponent"};
  hdl::Out<hdl::Unsigned> stateSum{this, "state_sum_o", num::kRowSumBits,
                                   "its sum; 0: no unmasked key"};
  hdl::Out<hdl::Unsigned> stateRow{this, "state_row_o", ROW_W, "the row"};
  hdl::Out<hdl::Unsigned> stateTag{this, "state_tag_o", TAG_W, "tag of the chunk"};

  explicit Softmax(num::Nonlinear nonlinear);

private:
  struct Meta;
  struct Chunk;
  hdl::Bit addAdmission();
  hdl::Bit addGuard(const hdl::Bit& taken);
  hdl::Bit addPace(const hdl::Bit& taken);
  Chunk addHalves(const hdl::Bit& taken, num::Nonlinear nonlinear);
  void addRows(const Chunk& chunk);
};

} // namespace weft
