// run_fault.hpp: What can be wrong with a run of bytes
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace weft {

/// One bit each, several at once: see run_check.hpp.
enum class RunFault : int { limit, misaligned, beyondBus };
inline constexpr int kRunFaults = 3;

} // namespace weft
