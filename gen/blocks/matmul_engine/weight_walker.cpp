// weight_walker.cpp: Fetches weight tiles one ahead of the activations.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/weight_walker.hpp"

namespace weft {

using namespace hdl;

/// What the steps of the constructor share.
struct WeightWalker::Nets {
  WeightWalker* at;
  TileLoops loops{*at, at->weighs};
  Reg<Bit> walking{at, "walking_q", "tiles of a command are left"};
  Reg<Bit> full{at, "full_q", "a whole tile waits"};
  Reg<Unsigned> rowsLeft{at, "rows_left_q", at->TILE_ROW_W, "words of the tile after this one"};
  Reg<Unsigned> word{at, "word_q", kMatmulWalkBits, "next word to read"};
  Reg<Unsigned> tile{at, "tile_q", kMatmulWalkBits, "last word of the present tile"};
  Reg<Unsigned> roundBase{at, loops.round() + "_base_q", kMatmulWalkBits,
                          "last word of the first tile of this " + loops.round()};
  Wire<Bit> atFirst{at, "at_first", "the next word is the first of a tile"};
  Wire<Bit> issue{at, "issue", "a word is read"};
  Wire<Bit> lastWord{at, "last_word", "and completes its tile"};
  Wire<Bit> lastTile{at, "last_tile", "the present tile is the last of its command"};
  Wire<Bit> take{at, "take", "a command is taken"};
};

WeightWalker::WeightWalker(num::AttentionUnit attentionUnit)
    : Module("weight_walker", "fetches weight tiles one ahead of the activations"),
      attention(attentionUnit) {
  Nets nets{this};
  require(ROWS >= 2, "ROWS_must_be_at_least_2");
  readWords(nets);
  walkTiles(nets);
  handOver(nets);
}

void WeightWalker::readWords(Nets& n) {
  section();
  note(
      "A tile may enter the array from the cycle on in which the tile before is swapped into use.");
  n.atFirst <<= n.rowsLeft == LAST_ROW;
  n.issue <<= n.walking && (!n.atFirst || !n.full || swap);
  n.lastWord <<= n.issue && n.rowsLeft == 0;
  n.take <<= commandValid && commandReady;
  commandReady <<= !n.walking || (n.lastWord && n.lastTile);
  readEnable <<= n.issue;
  readAddress <<= n.word.low(WORD_W);
}

void WeightWalker::walkTiles(Nets& n) {
  const std::string inner = n.loops.inner(), outer = n.loops.outer(), round = n.loops.round();
  Reg<Unsigned> innerLast{this, inner + "_last_q", kMatmulCountBits, inner + " tiles - 1"};
  Reg<Unsigned> innerLeft{this, inner + "_left_q", kMatmulCountBits,
                          inner + " tiles after this one"};
  Reg<Unsigned> outerLeft{this, outer + "_left_q", kMatmulCountBits,
                          outer + " tiles after this one"};
  Reg<Unsigned> outerStep{this, outer + "_stride_q", kMatmulCountBits};
  Reg<Unsigned> innerStep{this, inner + "_stride_q", kMatmulCountBits};
  Wire<Bit> nextRound{this, "next_" + round, ("the next tile begins a " + round).c_str()};
  Wire<Unsigned> tileFrom{this, "tile_from", kMatmulWalkBits};
  Wire<Unsigned> tileStep{this, "tile_step", kMatmulCountBits};
  Wire<Unsigned> nextTile{this, "next_tile", kMatmulWalkBits, "last word of the next tile"};

  section();
  nextRound <<= n.take || innerLeft == 0;
  n.lastTile <<= innerLeft == 0 && outerLeft == 0;
  tileFrom <<= mux(n.take, start.extend(kMatmulWalkBits), mux(nextRound, n.roundBase, n.tile));
  tileStep <<= mux(n.take, LAST_ROW, mux(nextRound, outerStep, innerStep));
  nextTile <<= tileFrom + tileStep.extend(kMatmulWalkBits);
  const UInt innerTiles = n.loops.innerOf("tiles", kTiles, nTiles);
  const UInt outerTiles = n.loops.outerOf("tiles", kTiles, nTiles);
  const UInt innerStride = n.loops.innerOf("stride", kStride, nStride);
  const UInt outerStride = n.loops.outerOf("stride", kStride, nStride);
  clocked(clk, reset, {n.walking, n.rowsLeft.resetTo(LAST_ROW)}, [&] {
    when(n.issue, [&] {
      n.rowsLeft <<= n.rowsLeft - 1;
      n.word <<= n.word - 1;
    });
    when(n.lastWord || n.take, [&] {
      n.rowsLeft <<= LAST_ROW;
      n.word <<= nextTile;
      n.tile <<= nextTile;
      innerLeft <<= innerLeft - 1;
      when(nextRound, [&] {
        n.roundBase <<= nextTile;
        innerLeft <<= innerLast;
        outerLeft <<= outerLeft - 1;
      });
    });
    when(n.lastWord && n.lastTile, [&] { n.walking <<= 0; });
    when(n.take, [&] {
      n.walking <<= 1;
      innerLast <<= innerTiles - 1;
      innerLeft <<= innerTiles - 1;
      outerLeft <<= outerTiles - 1;
      outerStep <<= outerStride;
      innerStep <<= innerStride;
    });
  });
}

void WeightWalker::handOver(Nets& n) {
  Reg<Bit> failed{this, "failed_q", "a word of the entering tile lay outside"};
  Wire<Bit> outside{this, "outside", "the word that is read does"};
  auto lastAddress = constant<Unsigned>("LAST_ADDRESS", WEIGHT_WORDS - 1, kMatmulWalkBits);

  section();
  outside <<= n.issue && n.word > lastAddress;
  clocked(clk, reset, {n.full, failed}, [&] {
    when(swap, [&] {
      n.full <<= 0;
      failed <<= 0;
    });
    when(n.lastWord, [&] { n.full <<= 1; });
    when(outside, [&] { failed <<= 1; });
  });
  tileReady <<= n.full;
  tileFailed <<= failed;
}

} // namespace weft
