// scenes.hpp: A small program for every engine of tiny4, and what it leaves in memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/system/bare_machine.hpp"

#include "gen/num/fixed.hpp"
#include "gen/num/random.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace weft::testing {

/// Commands whose operands are noise in the lower half of the memory and whose results lie in the
/// upper half. They read nothing on chip that they have not written.
struct Scene {
  std::string name;
  std::vector<std::vector<std::uint32_t>> commands;
};

inline constexpr std::uint32_t kResults = BareMachine::kDataBytes / 2;

inline std::uint32_t scaleWord(std::uint32_t multiplier, int shift) {
  return num::Scale::make(multiplier, shift).word;
}

/// Two k tiles times two n tiles, eight rows.
inline Scene productScene() {
  using isa::Engine;
  const auto token = [](Engine from, Engine to) { return 1U << isa::tokenOf(from, to); };
  const std::uint32_t loaded = token(Engine::load, Engine::array);
  const std::uint32_t summed = token(Engine::array, Engine::store);
  const auto load = [](isa::LoadTo to, std::uint32_t offset) {
    return isa::Load{.destination = to, .offset = offset, .bytes = 64};
  };
  const isa::Matmul matmul{.rows = 8,
                           .kTiles = 2,
                           .nTiles = 2,
                           .activationStride = 8,
                           .weightKStride = 8,
                           .weightNStride = 4,
                           .accumulatorStride = 8};
  const isa::Store store{.offset = kResults,
                         .columns = 8,
                         .count1 = 8,
                         .stride1 = 8,
                         .accumulatorStride = 8,
                         .secondScale = scaleWord(1U << 25, 25)};
  return {"product",
          {isa::encode(load(isa::LoadTo::activations, 0)),
           isa::encode(load(isa::LoadTo::parameters, 64)),
           isa::encode(load(isa::LoadTo::weights, 128), {0, loaded}),
           isa::encode(matmul, {loaded, summed}), isa::encode(store, {summed, 0})}};
}

/// Two heads of eight, in blocks of three chunks.
inline Scene attentionScene() {
  const isa::Attention attention{.kOffset = 0x400,
                                 .vOffset = 0x800,
                                 .outOffset = kResults,
                                 .qPitch = 16,
                                 .kvPitch = 16,
                                 .outPitch = 16,
                                 .queries = 9,
                                 .keys = 40,
                                 .headSize = 8,
                                 .heads = 2,
                                 .mask = isa::MaskKind::causal,
                                 .scoreScale = scaleWord(1U << 25, 30),
                                 .outputScale = scaleWord(1U << 25, 25),
                                 .qHeadStride = 8,
                                 .kvHeadStride = 8,
                                 .outHeadStride = 8};
  return {"attention", {isa::encode(attention)}};
}

inline Scene softmaxScene() {
  const isa::Softmax softmax{.pOffset = kResults,
                             .exponentsOffset = kResults + 0x1000,
                             .sumsOffset = kResults + 0x2000,
                             .scoresPitch = 200,
                             .pPitch = 56,
                             .exponentsPitch = 8,
                             .rows = 3,
                             .columns = 50,
                             .sumsPitch = 8,
                             .scoreScale = scaleWord(1U << 25, 40)};
  return {"softmax", {isa::encode(softmax)}};
}

inline Scene postScene() {
  const isa::Post post{.residualOffset = 0x400,
                       .out16Offset = kResults,
                       .out8Offset = kResults + 0x1000,
                       .aPitch = 64,
                       .residualPitch = 64,
                       .out16Pitch = 64,
                       .out8Pitch = 32,
                       .rows = 8,
                       .columns = 32,
                       .residual = 1,
                       .normalise = 1,
                       .write16 = 1,
                       .write8 = 1,
                       .gammaBetaOffset = 0x800,
                       .scaleA = scaleWord(1U << 25, 25),
                       .scaleResidual = scaleWord(1U << 25, 25),
                       .epsilonLow = 1000,
                       .gammaShift = 3,
                       .scale8 = scaleWord(1U << 25, 32)};
  return {"post", {isa::encode(post)}};
}

inline std::vector<Scene> allScenes() {
  return {productScene(), attentionScene(), softmaxScene(), postScene()};
}

/// Noise in the whole memory, the same every time; the commands in the ring, its doorbell rung and
/// a start.
inline void begin(BareMachine& machine, const Scene& scene) {
  num::Random random(5);
  std::vector<std::uint8_t> noise(BareMachine::kDataBytes);
  for (std::uint8_t& byte : noise)
    byte = static_cast<std::uint8_t>(random.bits());
  machine.put(0, noise);
  for (const auto& command : scene.commands)
    machine.append(command);
  machine.ringDoorbell();
  machine.start();
}

/// The memory when everything is done.
inline std::vector<std::uint8_t> memoryAfter(BareMachine& machine, const Scene& scene) {
  begin(machine, scene);
  EXPECT_TRUE(machine.waitUntilIdle());
  EXPECT_EQ(machine.read(isa::reg::kStatus), isa::kStatusIdle)
      << "error " << static_cast<unsigned>(machine.error());
  EXPECT_EQ(machine.violation(), "");
  return machine.get<std::uint8_t>(0, BareMachine::kDataBytes);
}

/// Resets by register and waits until the machine is as new.
inline void softReset(BareMachine& machine) {
  machine.write(isa::reg::kControl, isa::kControlSoftReset);
  ASSERT_TRUE(machine.waitUntilIdle());
  ASSERT_EQ(machine.read(isa::reg::kStatus), isa::kStatusIdle);
}

} // namespace weft::testing
