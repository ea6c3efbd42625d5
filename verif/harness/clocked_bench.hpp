// clocked_bench.hpp: One clock around a Verilated block and the agents on its ports.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/violation_log.hpp"

#include <memory>
#include <string>
#include <vector>

namespace weft::sim {

/// Something that plays on the ports of a block. In each cycle the bench lets every agent drive,
/// settles the block, and lets every agent sample what stands there before the edge.
class Agent {
public:
  virtual ~Agent() = default;
  virtual void drive() = 0;
  virtual void sample(std::uint64_t cycle, ViolationLog& log) = 0;
  /// True when the agent has nothing left to do; a bench runs until all are.
  virtual bool done() const = 0;
};

/// A block `Dut` (a Verilated class with `clk` and `rst_i`) under test.
template <class Dut> class ClockedBench {
public:
  static constexpr unsigned kResetCycles = 4;

  Dut dut;

  /// Constructs an agent that lives as long as the bench.
  template <class A, class... Args> A& add(Args&&... args) {
    auto agent = std::make_unique<A>(std::forward<Args>(args)...);
    A& reference = *agent;
    agents_.push_back(std::move(agent));
    return reference;
  }

  void reset() {
    dut.rst_i = 1;
    for (unsigned i = 0; i < kResetCycles; ++i)
      edge([] {});
    dut.rst_i = 0;
  }

  /// One cycle. `check` runs when the ports have settled before the edge.
  template <class Check> void tick(Check&& check) {
    for (auto& agent : agents_)
      agent->drive();
    edge([&] {
      check();
      for (auto& agent : agents_)
        agent->sample(cycle_, log_);
    });
    ++cycle_;
  }
  void tick() {
    tick([] {});
  }

  /// Ticks until every agent is done, at most `limit` cycles; then `settle` cycles more, so that
  /// surplus outputs show. False when the limit was hit.
  bool runUntilDone(std::uint64_t limit, unsigned settle = 20) {
    const std::uint64_t end = cycle_ + limit;
    while (!allDone())
      if (cycle_ < end)
        tick();
      else
        return false;
    for (unsigned i = 0; i < settle; ++i)
      tick();
    return true;
  }

  std::uint64_t cycle() const { return cycle_; }
  ViolationLog& violations() { return log_; }

private:
  template <class Settled> void edge(Settled&& settled) {
    dut.clk = 0;
    dut.eval();
    settled();
    dut.clk = 1;
    dut.eval();
  }

  bool allDone() const {
    for (const auto& agent : agents_)
      if (!agent->done())
        return false;
    return true;
  }

  std::vector<std::unique_ptr<Agent>> agents_;
  ViolationLog log_;
  std::uint64_t cycle_ = 0;
};

} // namespace weft::sim
