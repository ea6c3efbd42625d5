// simulator_library.cpp: A built simulator, loaded into this process
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/simulator_library.hpp"

#include "gen/num/error.hpp"
#include "sw/runtime/subprocess.hpp"

#include <dlfcn.h>

namespace weft {

SimulatorLibrary::SimulatorLibrary(const std::filesystem::path& file)
    : handle_(dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (handle_ == nullptr)
    throw ToolError("cannot load the simulator: " + std::string(dlerror()));
  using Entry = const weft_sim_api_table* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(handle_, "weft_sim_api"));
  if (entry == nullptr || entry()->abi != WEFT_SIM_ABI) {
    dlclose(handle_);
    throw InternalError(file.string() + " is not a simulator of this version");
  }
  api_ = entry();
}

SimulatorLibrary::~SimulatorLibrary() { dlclose(handle_); }

} // namespace weft
