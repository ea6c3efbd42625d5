// temporal_machine_test.cpp: Temporal machines by hand, and loop by loop
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "sw/model/workload.hpp"
#include "sw/perf/temporal_machine.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace weft {
namespace {

TemporalMachine machineOf(TemporalKind kind, std::uint64_t lanes, std::uint64_t buffer) {
  return {.kind = kind, .lanes = lanes, .bufferBytes = buffer, .busBytes = 8, .memoryPerCycle = 8};
}

/// By hand: 4 lanes; 96 bytes hold t = 4 and n = 4: 16 + 5 * 16.
TEST(TemporalMachine, SimdByHand) {
  const TemporalMachine machine = machineOf(TemporalKind::simd, 4, 96);
  EXPECT_EQ(machine.tile(), (TemporalTile{4, 4}));
  const TemporalCost cost = costOf(TemporalProduct{2, 3, 5, 1, true}, machine);
  // Two rows of two groups, three steps each.
  const std::uint64_t steps = 2UL * 2 * 3, read = 2UL * 3 * 2 + 3UL * 5 + 8UL * 5;
  EXPECT_EQ(cost.macs, 30U);
  EXPECT_EQ(cost.accesses.macs, steps * 4);
  EXPECT_EQ(cost.cycles, std::max(steps, (read + 10 + 7) / 8));
  EXPECT_EQ(cost.accesses.dramRead.bytes, read);
  EXPECT_EQ(cost.accesses.dramWrite.bytes, 10U);
  // Fills, 4 weights and an activation a step, results in and out, a record each.
  EXPECT_EQ(cost.accesses.scratchpad.bytes, read + steps * 5 + 2UL * 10 + 8UL * 10);
  // A lane: weight in, weight out, sum out and in. A group: activation in, out. At the end the sum.
  EXPECT_EQ(cost.accesses.registers.bytes, steps * (4UL * (1 + 1 + 8) + 2) + 2UL * 2 * 4 * 4);
  EXPECT_EQ(cost.accesses.neighbours.words, 0U);
}

/// The same product; 32 threads of which five work; 400 bytes hold t = 2.
TEST(TemporalMachine, SimtByHand) {
  const TemporalMachine machine = machineOf(TemporalKind::simt, 16, 400);
  EXPECT_EQ(machine.tile(), (TemporalTile{2, 32}));
  const TemporalCost cost = costOf(TemporalProduct{2, 3, 5, 1, true}, machine);
  // Two warps of three steps, two cycles each on 16 lanes; sums wait once, between two tiles of K.
  EXPECT_EQ(cost.accesses.macs, 30U);
  const std::uint64_t read = 2UL * 3 + 3UL * 5 + 8UL * 5;
  EXPECT_EQ(cost.cycles, std::max<std::uint64_t>(2UL * 3 * 2, (read + 10 + 7) / 8));
  EXPECT_EQ(cost.accesses.scratchpad.bytes, read + 30 + 6 + 2UL * 10 * 4 + 2UL * 10 + 8UL * 10);
  // Two loads (value, address), three reads, one write of 32 bits; a sum out and in; a result out.
  EXPECT_EQ(cost.accesses.registers.bytes, 30U * 4 * (4 + 4) + 10 * 4 * 4 + 10 * 4 * 2);
}

/// The same machine as loops that count what they do.
class Loops {
public:
  Loops(const TemporalProduct& size, const TemporalMachine& machine)
      : size_(size), machine_(machine), tile_(machine.tile()) {}

  TemporalCost run() {
    for (std::uint64_t m = 0; m < size_.M; m += tile_.t)
      for (std::uint64_t n = 0; n < size_.N; n += tile_.n)
        runBlock(m, std::min(m + tile_.t, size_.M), n, std::min(n + tile_.n, size_.N));
    const std::uint64_t read = cost_.accesses.dramRead.bytes;
    const std::uint64_t written = cost_.accesses.dramWrite.bytes;
    cost_.accesses.dramRead.words = (read + machine_.busBytes - 1) / machine_.busBytes;
    cost_.accesses.dramWrite.words = (written + machine_.busBytes - 1) / machine_.busBytes;
    const std::uint64_t compute =
        (issued_ * machine_.group() + machine_.lanes - 1) / machine_.lanes;
    cost_.cycles =
        std::max(compute, (read + written + machine_.memoryPerCycle - 1) / machine_.memoryPerCycle);
    return cost_;
  }

private:
  bool threads() const { return machine_.kind == TemporalKind::simt; }
  void buffer(std::uint64_t bytes) { cost_.accesses.scratchpad += {1, bytes}; }
  void reg(std::uint64_t bytes) { cost_.accesses.registers += {1, threads() ? 4 : bytes}; }
  /// Between register and buffer.
  void move(std::uint64_t bytes) {
    reg(bytes);
    if (threads())
      reg(bytes);
  }
  void fill(std::uint64_t bytes) {
    cost_.accesses.dramRead.bytes += bytes;
    for (std::uint64_t i = 0; i < bytes; ++i)
      buffer(1);
  }

  void runBlock(std::uint64_t m0, std::uint64_t m1, std::uint64_t n0, std::uint64_t n1) {
    if (size_.records)
      fill(8 * (n1 - n0));
    for (std::uint64_t k = 0; k < size_.K; k += tile_.t) {
      const std::uint64_t k1 = std::min(k + tile_.t, size_.K);
      fill((m1 - m0) * (k1 - k) + (k1 - k) * (n1 - n0));
      for (std::uint64_t m = m0; m < m1; ++m)
        for (std::uint64_t n = n0; n < n1; n += machine_.group())
          runGroup(std::min(machine_.group(), n1 - n), k, k1);
    }
  }

  void runGroup(std::uint64_t columns, std::uint64_t k0, std::uint64_t k1) {
    const std::uint64_t lanes = threads() ? columns : machine_.group();
    if (k0 > 0)
      sums(lanes);
    for (std::uint64_t k = k0; k < k1; ++k)
      step(columns, lanes);
    if (k1 < size_.K)
      sums(lanes);
    else
      results(columns, lanes);
  }

  void sums(std::uint64_t lanes) {
    for (std::uint64_t lane = 0; lane < lanes; ++lane) {
      buffer(4);
      move(4);
    }
  }

  void step(std::uint64_t columns, std::uint64_t lanes) {
    ++issued_;
    buffer(1); // the activation of all
    cost_.macs += columns;
    for (std::uint64_t lane = 0; lane < lanes; ++lane) {
      ++cost_.accesses.macs;
      buffer(1);
      move(1);
      reg(1);
      reg(4);
      reg(4);
      if (threads() || lane == 0) {
        move(1);
        reg(1);
      }
    }
  }

  void results(std::uint64_t columns, std::uint64_t lanes) {
    for (std::uint64_t lane = 0; lane < lanes; ++lane)
      move(4);
    for (std::uint64_t column = 0; column < columns; ++column) {
      buffer(size_.resultBytes);
      buffer(size_.resultBytes);
      if (size_.records)
        buffer(8);
      cost_.accesses.dramWrite.bytes += size_.resultBytes;
    }
  }

  const TemporalProduct& size_;
  const TemporalMachine& machine_;
  TemporalTile tile_;
  TemporalCost cost_;
  std::uint64_t issued_ = 0;
};

/// Sizes around sides of tiles and groups.
TEST(TemporalMachine, CountsWhatItsLoopsDo) {
  for (const TemporalKind kind : {TemporalKind::simd, TemporalKind::simt})
    for (const std::uint64_t lanes : {4U, 16U, 64U})
      for (const std::uint64_t buffer : {1024U, 4096U}) {
        const TemporalMachine machine = machineOf(kind, lanes, buffer);
        const TemporalTile tile = machine.tile();
        for (const std::uint64_t M : {std::uint64_t{1}, tile.t, tile.t + 1})
          for (const std::uint64_t K : {tile.t - 1, tile.t, 2 * tile.t + 1})
            for (const std::uint64_t N : {tile.n - 1, tile.n, tile.n + machine.group() + 1}) {
              const TemporalProduct size{M, std::max<std::uint64_t>(K, 1), N, 4, M % 2 == 0};
              const TemporalCost loops = Loops(size, machine).run(), forms = costOf(size, machine);
              EXPECT_EQ(forms.accesses, loops.accesses) << M << " " << K << " " << N;
              EXPECT_EQ(forms.cycles, loops.cycles) << M << " " << K << " " << N;
              EXPECT_EQ(forms.macs, loops.macs) << M << " " << K << " " << N;
            }
      }
}

/// Six elements, three passes, on four lanes: in once, read three times, out once.
TEST(TemporalMachine, VectorsByHand) {
  const TemporalVector vector{6, 3, 4, 1};
  const TemporalCost simd = costOf(vector, machineOf(TemporalKind::simd, 4, 96));
  EXPECT_EQ(simd.cycles, 3U * 2);
  EXPECT_EQ(simd.accesses.dramRead.bytes, 24U);
  EXPECT_EQ(simd.accesses.dramWrite.bytes, 6U);
  EXPECT_EQ(simd.accesses.scratchpad.bytes, 24U * (1 + 3) + 2 * 6);
  EXPECT_EQ(simd.accesses.registers.bytes, 3U * (24 + 24) + 6 + 6);
  const TemporalCost simt = costOf(vector, machineOf(TemporalKind::simt, 4, 400));
  EXPECT_EQ(simt.accesses.registers.bytes, 6U * 4 * (3 * 3 + 3));
}

TEST(TemporalMachine, TakesAttentionAsTwoProductsAndASoftmaxAHead) {
  const TemporalMachine machine = temporalMachine(TemporalKind::simd, loadConfig("tiny4"), 8);
  const Graph graph = makeWorkloadShapes("attention:L=9,S=17,D=5,H=3", 1).graph;
  TemporalCost head = costOf(TemporalProduct{9, 5, 17, 4, false}, machine);
  head += costOf(TemporalVector{9UL * 17, 3, 4, 1}, machine);
  head += costOf(TemporalProduct{9, 17, 5, 1, false}, machine);
  const auto operators = temporalOperators(graph, 2, machine);
  ASSERT_EQ(operators.size(), 1U);
  EXPECT_EQ(operators[0].cost.accesses, head.accesses.times(6));
  EXPECT_EQ(operators[0].cost.cycles, 6 * head.cycles);
}

TEST(TemporalMachine, HasTheSizesOfTheConfiguration) {
  const TemporalMachine machine = temporalMachine(TemporalKind::simd, loadConfig("base16"), 16);
  EXPECT_EQ(machine.lanes, 256U);
  EXPECT_EQ(machine.bufferBytes, 65536U);
  EXPECT_EQ(machine.tile().n, 256U);
}

/// As many lanes as there are beside as little buffer as is legal.
TEST(TemporalMachine, HasRoomForOneGroupOfLanes) {
  const TemporalMachine machine =
      temporalMachine(TemporalKind::simd, loadConfig("wide64", {"scratchpad.kib=32"}), 64);
  EXPECT_EQ(machine.tile(), (TemporalTile{1, 4096}));
}

} // namespace
} // namespace weft
