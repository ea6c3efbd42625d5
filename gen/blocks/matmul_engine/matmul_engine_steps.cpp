// matmul_engine_steps.cpp: The matmul engine around the output-stationary array.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/matmul_engine/matmul_engine_nets.hpp"
#include "gen/blocks/matmul_engine/step_walker.hpp"
#include "gen/blocks/output_stationary_array/output_stationary_array.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;
using isa::Matmul;

void MatmulEngine::takeSteps(Nets& n) {
  section();
  note("A command is taken when the one before has taken its steps. At most four are unfinished.");
  commandReady <<= n.take;
  clocked(clk, reset, {n.outstanding}, [&] { countCommands(n); });
  requireFew(n);
  walkSteps(n);
  readWeights(n);
  sumTiles(n);
}

void MatmulEngine::walkSteps(Nets& n) {
  const auto field = [this](std::uint32_t Matmul::*member, int width) {
    return payloadBits(command, member, width);
  };
  Wire<Bit> offer{this, "offer", "the walker may start the command"};
  Wire<Bit> ready{this, "steps_ready", "and is free"};

  section();
  auto& walker = instance<StepWalker>(
      "u_step_walker", {ROWS, ACTIVATION_WORDS, WEIGHT_WORDS, ADDRESS_W, READ_LATENCY});
  clockedBy(walker, clk, reset);
  offer <<= commandValid && n.outstanding != mostUnderWay();
  walker.commandValid <<= offer;
  ready <<= walker.commandReady;
  n.take <<= offer && ready;
  walker.accumulate <<= field(&Matmul::accumulate, 1);
  walker.rows <<= field(&Matmul::rows, kMatmulCountBits);
  walker.kTiles <<= field(&Matmul::kTiles, kMatmulCountBits);
  walker.nTiles <<= field(&Matmul::nTiles, kMatmulCountBits);
  walker.vectorStart <<= field(&Matmul::activationStart, kMatmulAddressBits);
  walker.vectorStride <<= field(&Matmul::activationStride, kMatmulAddressBits);
  walker.weightStart <<= field(&Matmul::weightStart, kMatmulAddressBits);
  walker.weightKStride <<= field(&Matmul::weightKStride, kMatmulCountBits);
  walker.weightNStride <<= field(&Matmul::weightNStride, kMatmulCountBits);
  walker.sumStart <<= field(&Matmul::accumulatorStart, kMatmulAddressBits);
  walker.sumStride <<= field(&Matmul::accumulatorStride, kMatmulAddressBits);
  n.step->taken <<= walker.step;
  n.step->first <<= walker.first;
  n.step->tileLast <<= walker.tileLast;
  n.step->bringsSums <<= walker.bringsSums;
  n.step->weightAddress <<= walker.weightAddress;
  activationReadEnable <<= walker.readEnable;
  activationReadAddress <<= walker.readAddress;
  n.sumAddress <<= walker.sumAddress;
  n.overwrite <<= walker.overwrite;
  n.last <<= walker.last;
  n.failed <<= walker.failed;
  unused(command);
}

/// The weight word of a step is read when its block of activations has been turned.
void MatmulEngine::readWeights(Nets& n) {
  const Dim turn = turnLatency(ROWS);

  section();
  weightReadEnable <<= validLate(*this, "weight_asked", clk, reset, n.step->taken, turn);
  weightReadAddress <<= delayed(*this, "asked_address", clk, n.step->weightAddress, turn);
}

void MatmulEngine::sumTiles(Nets& n) {
  Wire<Bit> wordDue{this, "word_due", "the activation word of a step reaches the array"};
  Wire<Bit> firstDue{this, "first_due", "the first one of a tile does"};
  Wire<Bit> lastDue{this, "tile_last_due", "the last one of a tile does"};

  section();
  follow("u_word_due", n.step->taken, wordDue);
  follow("u_first_due", n.step->first, firstDue);
  follow("u_tile_last_due", n.step->tileLast, lastDue);
  auto& array =
      instance<OutputStationaryArray>("u_output_stationary_array", {ROWS, COLUMNS}, shape.array);
  clockedBy(array, clk, reset);
  array.activationValid <<= wordDue;
  array.activationFirst <<= firstDue;
  array.activationLast <<= lastDue;
  array.activation <<= activationReadData;
  array.weight <<= weightReadData;
  n.resultValid <<= array.resultValid;
  addData <<= array.result;
}

} // namespace weft
