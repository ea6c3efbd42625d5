// memory_rates.cpp: How fast a memory moves beats
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/memory_rates.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace weft::timeline {
namespace {

constexpr Ticks kTicksPerByte = 64;

/// Beats per cycle of reads and writes that never run out. `refused`: chance of a read.
class Saturated {
public:
  struct Rates {
    double reads = 0, writes = 0;
  };

  Saturated(const Machine& machine, double refused, bool writing)
      : bus_(static_cast<std::size_t>(machine.busBytes)),
        bytes_(static_cast<std::size_t>(machine.memory.bytes)), most_(bus_ - 1 + bytes_),
        refused_(refused), writing_(writing) {}

  Rates run() {
    constexpr int kSettle = 2000, kCount = 2000;
    std::vector<double> chance(2 * (most_ + 1), 0.0);
    chance[0] = 1;
    Rates sum;
    for (int i = 0; i < kSettle + kCount; ++i) {
      Rates now;
      chance = step(chance, now);
      if (i >= kSettle) {
        sum.reads += now.reads / kCount;
        sum.writes += now.writes / kCount;
      }
    }
    return sum;
  }

private:
  /// State 2 * bytes saved up + (a read moved last). The side that moved last yields.
  std::vector<double> step(const std::vector<double>& chance, Rates& rates) const {
    std::vector<double> next(chance.size(), 0.0);
    for (std::size_t state = 0; state < chance.size(); ++state) {
      const std::size_t saved = std::min(most_, state / 2 + bytes_);
      const bool readLast = state % 2 != 0;
      if (saved < bus_) {
        next[2 * saved + state % 2] += chance[state];
        continue;
      }
      const double write = !writing_ ? 0 : readLast ? 1 : refused_;
      const double read = readLast && writing_ ? 0 : 1 - refused_;
      next[2 * (saved - bus_)] += chance[state] * write;
      next[2 * (saved - bus_) + 1] += chance[state] * read;
      next[2 * saved + state % 2] += chance[state] * std::max(0.0, 1 - write - read);
      rates.writes += chance[state] * write;
      rates.reads += chance[state] * read;
    }
    return next;
  }

  std::size_t bus_, bytes_, most_;
  double refused_;
  bool writing_;
};

Ticks ticksOf(double beatsPerCycle, Ticks cycle) {
  return std::llround(static_cast<double>(cycle) / beatsPerCycle);
}

/// Every channel at its own pace.
MemoryRates idealRates(double refused) {
  constexpr Ticks kCycle = 4096;
  const Ticks beat = ticksOf(1 - refused, kCycle);
  return {kCycle, beat - kCycle, {beat, beat}, {beat, beat}};
}

} // namespace

MemoryRates memoryRates(const Machine& machine) {
  const double refused = static_cast<double>(machine.memory.stallPercent) / 100;
  if (machine.memory.bytes == 0)
    return idealRates(refused);
  const Ticks cycle = kTicksPerByte * machine.memory.bytes, beat = kTicksPerByte * machine.busBytes;
  if (machine.memory.stallPercent == 0)
    return {cycle, 0, {beat, 2 * beat}, {beat, 2 * beat}};
  const auto reading = Saturated(machine, refused, false).run();
  const auto both = Saturated(machine, refused, true).run();
  const Ticks accepted = ticksOf(1 - refused, cycle);
  const auto rates = [](Ticks alone, Ticks shared) {
    return DirectionRates{alone, std::max(alone, shared)};
  };
  return {cycle, accepted - cycle, rates(ticksOf(reading.reads, cycle), ticksOf(both.reads, cycle)),
          rates(std::max(beat, accepted), ticksOf(both.writes, cycle))};
}

Refusals::Refusals(const Machine& machine)
    : mean_((machine.memory.stallPercent << kFractionBits) / (100 - machine.memory.stallPercent)) {}

} // namespace weft::timeline
