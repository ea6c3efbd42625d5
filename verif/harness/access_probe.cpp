// access_probe.cpp: Sums up what the probes tell, for whoever loads the simulator.
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>
#include <cstdint>

namespace {

constexpr int kMostCounts = 16;

std::array<std::uint64_t, kMostCounts>& counts() {
  static std::array<std::uint64_t, kMostCounts> sums{};
  return sums;
}

} // namespace

/// Called by every probe that has something to tell, once a cycle.
extern "C" void weft_count_access(int count, int amount) {
  counts()[static_cast<std::size_t>(count)] += static_cast<std::uint64_t>(amount);
}

/// The sums since the library was loaded, by COUNT.
extern "C" const std::uint64_t* weft_access_counts() { return counts().data(); }
