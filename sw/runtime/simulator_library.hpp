// simulator_library.hpp: A built simulator, loaded into this process
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/sim_api.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace weft {

/// Loads a simulator library; everything it offers is in api(). Throws ToolError when the system
/// refuses to load it, InternalError when it has another interface version.
class SimulatorLibrary {
public:
  explicit SimulatorLibrary(const std::filesystem::path& file);
  ~SimulatorLibrary();
  SimulatorLibrary(const SimulatorLibrary&) = delete;
  SimulatorLibrary& operator=(const SimulatorLibrary&) = delete;

  const weft_sim_api_table& api() const { return *api_; }

private:
  void* handle_ = nullptr;
  const weft_sim_api_table* api_ = nullptr;
};

} // namespace weft
