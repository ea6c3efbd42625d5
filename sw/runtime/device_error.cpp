// device_error.cpp: The error registers of a machine that has stopped, with names.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/device_error.hpp"

#include "gen/isa/engines.hpp"

namespace weft {

bool isWatchdog(const DeviceError& error) {
  return error.code == static_cast<std::uint32_t>(isa::ErrorCode::watchdog);
}

std::string describe(const DeviceError& error) {
  const auto nameOf = [](const auto& names, std::uint32_t index) {
    return index < names.size() ? std::string(names[index]) : std::to_string(index);
  };
  std::string text = "accelerator error " + nameOf(isa::kErrorNames, error.code) + " (" +
                     nameOf(isa::kErrorMeanings, error.code) + ") at command " +
                     std::to_string(error.command) + ", engine " +
                     nameOf(isa::kEngineNames, error.engine);
  if (isWatchdog(error))
    text += ", waiting for " + nameOf(isa::kStateNames, error.reason);
  return text;
}

} // namespace weft
