// chunk_placer.cpp: The probabilities of a chunk become activation words at their places.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax_engine/chunk_placer.hpp"

#include "gen/blocks/softmax_engine/score_part.hpp"
#include "gen/prim/contracts.hpp"

namespace weft {

using namespace hdl;

ChunkPlacer::ChunkPlacer()
    : Module("chunk_placer", "the probabilities of a chunk become activation words") {
  const Dim LAST_WORD = localparam("LAST_WORD", CHUNK / ROWS - 1, "words of a chunk, less one");
  Reg<Bit> active{this, "active_q", "words of a chunk are left"};
  Reg<Bit> ends{this, "last_q", "the chunk is the last of its command"};
  Reg<Unsigned> left{this, "left_q", clog2(CHUNK), "words behind this one"};
  Reg<Unsigned> words{this, "words_q", chunk.width(), "the present word lowest"};
  Reg<Unsigned> alignment{this, "align_q", kAlignBits};
  Reg<Unsigned> at{this, "place_q", PLACE_W};
  Wire<Unsigned> next{this, "next_place", PLACE_W + 1};
  Wire<Bit> inside{this, "is_inside", "the word has a place"};

  latency(1);
  next <<= at.extend(PLACE_W + 1) + step.extend(PLACE_W + 1);
  inside <<= at < value(ACTIVATION_WORDS, PLACE_W);
  writeEnable <<= active & inside;
  writeAddress <<= at.low(WORD_W);
  writeData <<= words.low(writeData.width());
  writeAlign <<= alignment;
  outside <<= active & ~inside;
  lastDone <<= active & ends & (left == 0);
  require(clk, reset, !chunkValid || !active || left == 0, "a chunk's words leave before the next");
  requireStable(*this, "step_before_q", clk, reset, active, step,
                "the word stride holds while words leave");
  clocked(clk, reset, {active}, [&] {
    when(chunkValid, [&] { active <<= 1; }).elsewhen(left == 0, [&] { active <<= 0; });
  });
  clocked(clk, [&] {
    when(chunkValid, [&] {
      left <<= LAST_WORD;
      words <<= chunk;
      alignment <<= align;
      at <<= place;
      ends <<= last;
    }).elsewhen(active, [&] {
      left <<= left - 1;
      words <<= words >> writeData.width();
      at <<= placeOf(next, WORD_W);
    });
  });
}

} // namespace weft
