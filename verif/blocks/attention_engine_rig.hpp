// attention_engine_rig.hpp: The attention engine with a memory and the image that it must leave.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_engine/attention_model.hpp"
#include "gen/blocks/softmax/softmax_model.hpp"
#include "gen/isa/commands.hpp"
#include "gen/isa/engines.hpp"
#include "verif/blocks/post_engine_memory.hpp"
#include "verif/harness/stream_driver.hpp"

#include <gtest/gtest.h>

namespace weft::sim {

/// Base registers 0 to 3 are q, k, v and output, or scores, p, exponents and sums.
inline constexpr std::uint32_t kRegionBytes = 1 << 17, kRegions = 4;
inline constexpr std::uint64_t kRegionBase = 0x40000;

/// What ATTENTION does to memory.
inline void execute(const isa::Attention& c, num::Nonlinear nonlinear, int chunkKeys,
                    const std::uint32_t (&scalars)[4], MemoryImage& image) {
  const auto at = [&](std::uint32_t base, std::uint32_t offset) {
    return reinterpret_cast<std::int8_t*>(
        image.at(kRegionBase + std::uint64_t{base} * kRegionBytes + offset));
  };
  const auto number = [&](isa::LengthFrom from, std::uint32_t immediate) {
    for (std::uint32_t i = 0; i < isa::kScalarCount; ++i)
      if (from == isa::lengthFromScalar(i))
        return static_cast<int>(scalars[i]);
    return static_cast<int>(immediate);
  };
  AttentionShape shape{number(c.queriesScalar, c.queries),
                       number(c.keysScalar, c.keys),
                       static_cast<int>(c.headSize),
                       c.mask,
                       0,
                       {c.scoreScale},
                       {c.outputScale},
                       nonlinear,
                       chunkKeys};
  shape.validKeys = std::min(static_cast<int>(c.valid), shape.keys);
  for (std::uint32_t head = 0; head < c.heads; ++head) {
    const std::uint32_t shared = head / c.queryHeadsPerKvHead * c.kvHeadStride;
    attentionHead({at(c.qBase, c.qOffset + head * c.qHeadStride), c.qPitch},
                  {at(c.kBase, c.kOffset + shared), c.kvPitch},
                  {at(c.vBase, c.vOffset + shared), c.kvPitch}, shape,
                  {at(c.outBase, c.outOffset + head * c.outHeadStride), c.outPitch});
  }
}

/// What SOFTMAX does to memory.
inline void execute(const isa::Softmax& c, num::Nonlinear nonlinear, int chunkKeys,
                    const std::uint32_t (&)[4], MemoryImage& image) {
  const auto at = [&](std::uint32_t base, std::uint32_t offset) {
    return image.at(kRegionBase + std::uint64_t{base} * kRegionBytes + offset);
  };
  std::vector<std::int32_t> scores(c.columns);
  std::vector<std::int16_t> exponents((c.columns + unsigned(chunkKeys) - 1) / unsigned(chunkKeys));
  for (std::uint32_t r = 0; r < c.rows; ++r) {
    std::memcpy(scores.data(), at(c.scoresBase, c.scoresOffset + r * c.scoresPitch),
                std::size_t{4} * c.columns);
    const SoftmaxRow row =
        softmaxRow(scores, {c.scoreScale}, chunkKeys, nonlinear,
                   {at(c.pBase, c.pOffset + r * c.pPitch), c.columns}, exponents);
    std::memcpy(at(c.exponentsBase, c.exponentsOffset + r * c.exponentsPitch), exponents.data(),
                2 * exponents.size());
    const std::uint32_t sum[2] = {row.sum(), static_cast<std::uint16_t>(row.exponent())};
    std::memcpy(at(c.sumsBase, c.sumsOffset + r * c.sumsPitch), sum, sizeof sum);
  }
}

/// Engine, memory and a queue of commands. Shape `S` has Dut, kChunk, kBus, kAddress and
/// kNonlinear.
template <class S> struct AttentionRig {
  using Words = std::vector<std::uint32_t>;

  ClockedBench<typename S::Dut> bench;
  MemoryImage image{kRegionBase, std::size_t{kRegions} * kRegionBytes, 5};
  MemoryImage expected = image;
  PostEngineMemory<S>& memory;
  StreamDriver<Words>& commands;
  std::uint32_t scalars[4] = {};
  unsigned given = 0, done = 0, runErrors = 0, badFields = 0;
  std::uint64_t states[isa::kStateCount] = {};

  explicit AttentionRig(unsigned stall)
      : memory(bench.template add<PostEngineMemory<S>>(bench.dut, image, stall)),
        commands(bench.template add<StreamDriver<Words>>(
            bench.dut.cmd_valid_i, bench.dut.cmd_ready_o, StallSource(12, 0, stall),
            [this](const Words& words) { put(words); },
            [this](std::uint64_t noise) { setBits(bench.dut.cmd_data_i, 0, 64, noise); })) {
    for (unsigned i = 0; i < 8; ++i)
      setBase(i, i < kRegions ? kRegionBytes : 0);
    bench.reset();
  }

  void setBase(unsigned number, std::uint32_t limit) {
    setBits(bench.dut.base_address_i, number * (S::kAddress + 1), S::kAddress,
            kRegionBase + number * std::uint64_t{kRegionBytes});
    setBits(bench.dut.base_limit_i, 32 * number, 32, limit);
  }

  void setScalar(unsigned number, std::uint32_t value) {
    scalars[number] = value;
    setBits(bench.dut.scalar_i, 32 * number, 32, value);
  }

  template <class Command> void give(const Command& command) {
    commands.push(isa::encode(command));
    ++given;
    execute(command, S::kNonlinear, S::kChunk, scalars, expected);
  }

  void tick() {
    bench.tick([&] {
      ++states[bench.dut.state_o];
      runErrors += bench.dut.run_faults_o != 0;
      badFields += bench.dut.bad_field_o;
      done += bench.dut.done_o;
      if (bench.dut.done_o && done == given) {
        EXPECT_TRUE(memory.done()) << "done before the last answer";
      }
    });
  }

  /// Cycles until every command given is done.
  std::uint64_t run(std::uint64_t limit = 400000) {
    const std::uint64_t start = bench.cycle();
    while (done != given && bench.cycle() - start < limit)
      tick();
    const std::uint64_t cycles = bench.cycle() - start;
    for (int i = 0; i < 100; ++i)
      tick();
    return cycles;
  }

  /// Runs, then compares every byte of memory: outputs, and what must not change.
  void runAndCompare(const std::string& what) {
    run();
    EXPECT_EQ(done, given) << what;
    EXPECT_EQ(bench.violations().first(), "") << what;
    EXPECT_EQ(runErrors + badFields, 0U) << what;
    std::size_t different = 0, firstPlace = 0;
    for (std::size_t i = image.bytes.size(); i-- > 0;)
      if (image.bytes[i] != expected.bytes[i]) {
        ++different;
        firstPlace = i;
      }
    EXPECT_EQ(different, 0U) << what << ": first at region " << firstPlace / kRegionBytes << " + "
                             << firstPlace % kRegionBytes;
  }

private:
  void put(const Words& words) {
    for (unsigned i = 2; i < 32; ++i)
      setBits(bench.dut.cmd_data_i, 32 * (i - 2), 32, words[i]);
    bench.dut.cmd_opcode_i = static_cast<std::uint8_t>(words[0]);
  }
};

} // namespace weft::sim
