// device_error.hpp: The error registers of a machine that has stopped, with names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace weft {

/// The accelerator stopped: code, command index and engine as the ERROR registers hold them.
struct DeviceError {
  std::uint32_t code = 0;
  std::uint32_t command = 0;
  std::uint32_t engine = 0;
  std::uint32_t reason = 0;
  std::uint64_t address = 0;
  std::string message; ///< one sentence with names; of a watchdog error also who waits for whom
};

/// "accelerator error LIMIT (an address ...) at command 3, engine load"; a watchdog error also says
/// what the engine waits for.
std::string describe(const DeviceError& error);

/// Whether it is a watchdog error.
bool isWatchdog(const DeviceError& error);

} // namespace weft
