// busy_sets.hpp: Which engines are busy at the same time, and for how long.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace weft::sim {

/// Cycles for each set of engines that is busy while all others are not.
template <unsigned Engines> class BusySets {
public:
  /// One cycle. `states` holds three bits per engine, engine 0 lowest; 0 is busy.
  void count(std::uint32_t states) {
    std::uint32_t busy = 0;
    for (unsigned engine = 0; engine < Engines; ++engine)
      busy |= std::uint32_t{(states >> 3 * engine & 7) == 0} << engine;
    ++cycles_[busy];
  }

  void clear() { cycles_.fill(0); }

  /// 2^Engines counters; bit e of the index stands for engine e.
  const std::uint64_t* data() const { return cycles_.data(); }

private:
  std::array<std::uint64_t, 1U << Engines> cycles_{};
};

} // namespace weft::sim
