// faults.hpp: Commands found in a ring, and runs that must fail, name why, and then succeed
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/system/machine.hpp"

#include "gen/isa/commands.hpp"
#include "gen/isa/ranges.hpp"
#include "sw/runtime/command_device.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace weft::testing {

inline constexpr std::uint32_t kLoadOpcode = isa::numberOf(isa::Opcode::load),
                               kMatmulOpcode = isa::numberOf(isa::Opcode::matmul),
                               kStoreOpcode = isa::numberOf(isa::Opcode::store),
                               kAttentionOpcode = isa::numberOf(isa::Opcode::attention),
                               kSoftmaxOpcode = isa::numberOf(isa::Opcode::softmax),
                               kPostOpcode = isa::numberOf(isa::Opcode::post);

/// Words of the command that begins at `word`.
inline std::size_t wordsAt(std::span<const std::uint32_t> ring, std::size_t word) {
  return static_cast<std::size_t>(isa::findFormat(isa::opcodeOf(ring[word]))->slots) *
         isa::kSlotWords;
}

/// Index of the first word of command `index` in the ring.
inline std::size_t wordOf(std::span<const std::uint32_t> ring, std::size_t index) {
  std::size_t word = 0;
  for (std::size_t i = 0; i < index; ++i)
    word += wordsAt(ring, word);
  return word;
}

/// Index of the first command with this opcode.
inline std::uint32_t firstIndex(std::span<const std::uint32_t> ring, std::uint32_t opcode) {
  std::uint32_t index = 0;
  for (std::size_t word = 0; isa::opcodeOf(ring[word]) != opcode; word += wordsAt(ring, word))
    ++index;
  return index;
}

/// Index of the first word of the first command with this opcode.
inline std::size_t firstCommand(std::span<const std::uint32_t> ring, std::uint32_t opcode) {
  return wordOf(ring, firstIndex(ring, opcode));
}

using Damage = std::function<void(std::span<std::uint32_t> ring)>;

/// Puts ring and memory back as they were before the first run, then damages the ring while
/// `damaged` holds.
inline void damageRing(RtlOptions& options, const Damage& damage, const bool& damaged) {
  options.beforeStart = [&damage, &damaged, ring = std::vector<std::uint32_t>(),
                         memory = std::vector<std::vector<std::uint8_t>>()](
                            MemoryImage& image, std::span<std::uint32_t> present) mutable {
    if (ring.empty()) {
      ring.assign(present.begin(), present.end());
      for (std::uint32_t s = 0; s < kSegmentCount; ++s)
        memory.push_back(image.segment(s));
    }
    std::ranges::copy(ring, present.begin());
    for (std::uint32_t s = 0; s < kSegmentCount; ++s)
      std::ranges::copy(memory[s], image.segment(s).begin());
    if (damaged && damage)
      damage(present);
  };
}

/// Whether the commands alone lead to the error, whatever the memory answers and when.
inline bool followsFromCommands(const DeviceError& error, const RtlOptions& options) {
  const auto code = static_cast<isa::ErrorCode>(error.code);
  return !options.withheld && code != isa::ErrorCode::readResponse &&
         code != isa::ErrorCode::writeResponse;
}

/// Commands without time stop where the hardware does.
inline void expectErrorOfCommands(const Compiled& compiled, const Damage& damage,
                                  const RtlOptions& options, const DeviceError& expected) {
  CommandOptions same;
  same.scalars = options.scalars;
  same.beforeStart = [&](MemoryImage&, std::span<std::uint32_t> ring) { damage(ring); };
  CommandDevice device(compiled.workload.graph, compiled.program, compiled.config, same);
  const DeviceRun run = device.run(compiled.workload.samples[0]);
  ASSERT_TRUE(run.error) << run.violation.value_or("the commands ran to their end");
  EXPECT_EQ(run.error->code, expected.code) << run.error->message;
  EXPECT_EQ(run.error->engine, expected.engine) << run.error->message;
  EXPECT_EQ(run.error->command, expected.command) << run.error->message;
}

/// Runs with `damage` done to the ring, expects `part` in the error, resets, and runs undamaged
/// with the right result; commands without time must find the same fault. `prepare` may change the
/// program after the memory is laid out. Returns the error.
inline DeviceError expectErrorThenRecovery(Compiled& compiled, const Damage& damage,
                                           const std::string& part, RtlOptions options,
                                           const std::function<void()>& prepare = {}) {
  bool damaged = true;
  damageRing(options, damage, damaged);
  RtlDevice device = compiled.device(tinySimulator(), options);
  if (prepare)
    prepare();
  const DeviceRun broken = compiled.run(device);
  EXPECT_TRUE(broken.error) << "the fault went unnoticed";
  if (!broken.error)
    return {};
  EXPECT_NE(broken.error->message.find(part), std::string::npos) << broken.error->message;
  if (damage && followsFromCommands(*broken.error, options))
    expectErrorOfCommands(compiled, damage, options, *broken.error);
  damaged = false;
  EXPECT_FALSE(device.softReset());
  EXPECT_EQ(compiled.verdict(compiled.run(device)), "");
  return *broken.error;
}

inline DeviceError expectErrorThenRecovery(const std::string& text, const Damage& damage,
                                           const std::string& part,
                                           const RtlOptions& options = fastMemory()) {
  SCOPED_TRACE(text);
  Compiled compiled(text);
  return expectErrorThenRecovery(compiled, damage, part, options);
}

} // namespace weft::testing
