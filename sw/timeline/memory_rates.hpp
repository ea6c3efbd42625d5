// memory_rates.hpp: How fast a memory moves beats
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/machine.hpp"
#include "sw/timeline/process.hpp"

namespace weft::timeline {

/// Fractions of a cycle, such that a beat takes a whole number of them.
using Ticks = std::int64_t;

/// Ticks per beat of a direction that has the memory for itself, and of one that shares it.
struct DirectionRates {
  Ticks alone = 0, shared = 0;
};

/// Saturated rates. Without refusals a beat takes bus bytes / memory bytes cycles, twice that when
/// both directions want beats. With refusals reads are a Markov chain over the bandwidth that is
/// saved up (less than two beats), of which this takes the stationary rates; writes pass a buffer
/// first, so that they only wait for the slower of the two.
struct MemoryRates {
  Ticks cycle = 0;
  Ticks firstRead = 0; ///< that an idle memory refuses a read before its first beat, on average
  DirectionRates reads, writes;
};

MemoryRates memoryRates(const Machine& machine);

/// Refusals of a channel that accepts one request after the other: whole cycles whose mean is
/// right.
class Refusals {
public:
  explicit Refusals(const Machine& machine);
  Cycle next() {
    saved_ += mean_;
    const Cycle whole = saved_ >> kFractionBits;
    saved_ -= whole << kFractionBits;
    return whole;
  }

private:
  static constexpr int kFractionBits = 16;
  std::int64_t mean_, saved_ = 0;
};

} // namespace weft::timeline
