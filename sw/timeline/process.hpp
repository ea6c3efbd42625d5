// process.hpp: What happens in time, and when it wants to go on
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

namespace weft::timeline {

/// Clock cycles since the accelerator started.
using Cycle = std::int64_t;

/// Later than everything; sums with it do not overflow.
inline constexpr Cycle kNever = std::numeric_limits<Cycle>::max() / 4;

/// Something that goes on at a known cycle. The timeline wakes the earliest process first, so that
/// processes see each other's past only.
class Process {
public:
  virtual ~Process() = default;
  /// Called when `due` is reached; sets the next `due`.
  virtual void wake(Cycle now) = 0;
  Cycle due = kNever;
};

} // namespace weft::timeline
