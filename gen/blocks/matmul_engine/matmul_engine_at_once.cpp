// matmul_engine_at_once.cpp: The matmul engine around the array without local reuse.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/matmul_engine/matmul_engine_nets.hpp"
#include "gen/blocks/matmul_engine/tile_walker.hpp"
#include "gen/blocks/no_local_reuse_array/no_local_reuse_array.hpp"

namespace weft {

using namespace hdl;
using isa::Matmul;

void MatmulEngine::walkTiles(Nets& n) {
  const auto field = [this](std::uint32_t Matmul::*member, int width) {
    return payloadBits(command, member, width);
  };

  section();
  auto& walker = instance<TileWalker>("u_tile_walker", {ROWS, WEIGHT_WORDS});
  clockedBy(walker, clk, reset);
  walker.commandValid <<= n.fork->offerWeights;
  n.fork->weightsReady <<= walker.commandReady;
  walker.kTiles <<= field(&Matmul::kTiles, kMatmulCountBits);
  walker.nTiles <<= field(&Matmul::nTiles, kMatmulCountBits);
  walker.start <<= field(&Matmul::weightStart, kMatmulAddressBits);
  walker.kStride <<= field(&Matmul::weightKStride, kMatmulCountBits);
  walker.nStride <<= field(&Matmul::weightNStride, kMatmulCountBits);
  n.tile->ready <<= walker.tileReady;
  n.tile->failed <<= walker.tileFailed;
  walker.swap <<= n.tile->first;
  weightReadEnable <<= activationReadEnable;
  weightReadAddress <<= walker.place;
}

void MatmulEngine::multiplyAtOnce(Nets& n) {
  Wire<Bit> vectorDue{this, "vector_due", "a vector and its weights reach the array"};

  section();
  follow("u_vector_due", activationReadEnable, vectorDue);
  auto& array = instance<NoLocalReuseArray>("u_no_local_reuse_array", {ROWS, COLUMNS}, shape.array);
  clockedBy(array, clk, reset);
  array.valid <<= vectorDue;
  array.activation <<= activationReadData;
  array.weight <<= weightReadData;
  n.resultValid <<= array.resultValid;
  addData <<= array.result;
}

} // namespace weft
