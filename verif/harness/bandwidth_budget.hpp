// bandwidth_budget.hpp: Bytes per cycle that reads and writes of a memory share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

namespace weft::sim {

/// Grants beats at an average of `bytesPerCycle`, at most one beat ahead. A budget of 0 bytes per
/// cycle is unlimited.
class BandwidthBudget {
public:
  BandwidthBudget(unsigned busBytes, unsigned bytesPerCycle)
      : busBytes_(busBytes), bytesPerCycle_(bytesPerCycle) {}

  /// Adds what accrued since the last call. Less than two beats are ever saved up, so that no cycle
  /// moves more than a memory of this width could.
  void advance(std::uint64_t cycle) {
    const std::uint64_t cap = busBytes_ - 1 + bytesPerCycle_;
    credit_ = std::min<std::uint64_t>(cap, credit_ + (cycle - lastCycle_) * bytesPerCycle_);
    lastCycle_ = cycle;
  }

  bool unlimited() const { return bytesPerCycle_ == 0; }

  /// Pays for one beat, or returns false.
  bool takeBeat() {
    if (unlimited())
      return true;
    if (credit_ < busBytes_)
      return false;
    credit_ -= busBytes_;
    return true;
  }

private:
  unsigned busBytes_;
  unsigned bytesPerCycle_;
  std::uint64_t credit_ = 0;
  std::uint64_t lastCycle_ = 0;
};

} // namespace weft::sim
