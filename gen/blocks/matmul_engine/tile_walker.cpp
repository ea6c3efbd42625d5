// tile_walker.cpp: Says which tile of weights every vector meets where no array keeps one.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/tile_walker.hpp"

namespace weft {

using namespace hdl;

/// What the steps of the constructor share.
struct TileWalker::Nets {
  TileWalker* at;
  Reg<Bit> walking{at, "walking_q", "a tile waits"};
  Reg<Unsigned> tile{at, "tile_q", kMatmulWalkBits, "its first word"};
  Reg<Unsigned> nLeft{at, "n_left_q", kMatmulCountBits, "n tiles after it"};
  Reg<Unsigned> kLeft{at, "k_left_q", kMatmulCountBits, "k tiles after it"};
  Wire<Bit> finish{at, "finish", "the last tile of a command is swapped in"};
  Wire<Bit> take{at, "take", "a command is taken"};
};

TileWalker::TileWalker() : Module("tile_walker", "says which tile of weights every vector meets") {
  Nets nets{this};
  require(pow2(clog2(ROWS)) == ROWS && ROWS >= 2, "ROWS_must_be_a_power_of_two");
  takeCommands(nets);
  walkTiles(nets);
  placeTile(nets);
}

void TileWalker::takeCommands(Nets& n) {
  section();
  n.finish <<= swap && n.nLeft == 0 && n.kLeft == 0;
  n.take <<= commandValid && commandReady;
  commandReady <<= !n.walking || n.finish;
  tileReady <<= n.walking;
  clocked(clk, reset, {n.walking}, [&] {
    when(n.take, [&] { n.walking <<= 1; }).elsewhen(n.finish, [&] { n.walking <<= 0; });
  });
}

void TileWalker::walkTiles(Nets& n) {
  Reg<Unsigned> nLast{this, "n_last_q", kMatmulCountBits, "n tiles - 1"};
  Reg<Unsigned> kBase{this, "k_base_q", kMatmulWalkBits, "first word of the first tile of this k"};
  Reg<Unsigned> kStep{this, "k_stride_q", kMatmulCountBits};
  Reg<Unsigned> nStep{this, "n_stride_q", kMatmulCountBits};
  Wire<Bit> nextK{this, "next_k", "the next tile is of the next k"};
  Wire<Unsigned> nextTile{this, "next_tile", kMatmulWalkBits, "first word of the next tile"};

  section();
  nextK <<= n.nLeft == 0;
  nextTile <<=
      mux(nextK, kBase + kStep.extend(kMatmulWalkBits), n.tile + nStep.extend(kMatmulWalkBits));
  clocked(clk, [&] {
    when(swap, [&] {
      n.tile <<= nextTile;
      n.nLeft <<= mux(nextK, nLast, n.nLeft - 1);
      when(nextK, [&] {
        kBase <<= nextTile;
        n.kLeft <<= n.kLeft - 1;
      });
    });
    when(n.take, [&] {
      n.tile <<= start.extend(kMatmulWalkBits);
      kBase <<= start.extend(kMatmulWalkBits);
      nLast <<= nTiles - 1;
      n.nLeft <<= nTiles - 1;
      n.kLeft <<= kTiles - 1;
      kStep <<= kStride;
      nStep <<= nStride;
    });
  });
}

void TileWalker::placeTile(Nets& n) {
  Reg<Unsigned> present{this, "place_q", PLACE_W, "of the tile that is in use"};
  auto lastTile = constant<Unsigned>("LAST_TILE", WEIGHT_WORDS - ROWS, kMatmulWalkBits);

  section();
  tileFailed <<= n.tile > lastTile || anyOf(n.tile.low(ROW_W));
  place <<= mux(swap, n.tile.at(ROW_W, PLACE_W), present);
  clocked(clk, [&] { present <<= place; });
}

} // namespace weft
