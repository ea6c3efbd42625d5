// simulator_cache.hpp: Verilated simulators, built once for each content of RTL, harness and tools.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace weft {

/// What a simulator is built from. Everything in here is part of the cache key.
struct SimulatorSources {
  std::map<std::string, std::string> rtl; ///< file name -> Verilog text
  std::map<std::string, std::string>
      harness;             ///< file path below the include root -> C++ text or .vlt
  std::string top = "top"; ///< module to elaborate
  bool waves = false;      ///< can write an FST (slower: built only on demand)
  bool assertions = false; ///< with the assertions of the RTL (slower)
};

struct Simulator {
  std::filesystem::path library; ///< shared library with the interface of verif/harness/sim_api.h
  double buildSeconds = 0.0;     ///< 0 when it was in the cache
};

/// $WEFT_CACHE, else ~/.cache/weft. Throws DesignError when neither can be formed.
std::filesystem::path cacheFolder();

/// The folder of the cache in which the simulator stands once it is built.
std::filesystem::path simulatorFolder(const SimulatorSources& sources);

/// Finds or builds the simulator; one whose file is damaged is built again. A second process that
/// wants the same one waits for the first. The build happens in a folder beside (or in TMPDIR when
/// make cannot read the cache's name), and its result appears complete: an interrupted build leaves
/// nothing behind. Progress goes to standard error unless `quiet`. Throws ToolError (Verilator or
/// the compiler failed), Interrupted, DesignError naming WEFT_CACHE when the cache cannot be used.
Simulator provideSimulator(const SimulatorSources& sources, bool quiet);

} // namespace weft
