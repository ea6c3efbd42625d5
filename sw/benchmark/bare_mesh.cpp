// bare_mesh.cpp: How fast a systolic array simulates that has nothing around it
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/bare_mesh.hpp"

#include "gen/export/export.hpp"
#include "gen/num/error.hpp"
#include "sw/runtime/harness_files.hpp"
#include "sw/runtime/simulation_time.hpp"
#include "sw/runtime/simulator_cache.hpp"

#include <algorithm>
#include <dlfcn.h>
#include <fstream>
#include <sstream>

namespace weft::benchmark {
namespace {

using MeshLoop = void (*)(std::uint64_t cycles);

std::string fileText(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::filesystem::path meshLibrary(const Config& config) {
  SimulatorSources sources;
  sources.rtl = rtlFiles(config);
  for (const auto& [name, text] : harnessFiles())
    if (name.ends_with(".hpp"))
      sources.harness[name] = text;
  sources.harness["mesh_main.cpp"] =
      fileText(std::string(WEFT_SOURCE_DIR) + "/sw/benchmark/mesh_main.cpp");
  sources.top = "systolic_array";
  return provideSimulator(sources, false).library;
}

} // namespace

double bareMeshCyclesPerSecond(const Config& config) {
  constexpr std::uint64_t kCycles = 1'000'000;
  constexpr int kRepetitions = 3;
  void* library = dlopen(meshLibrary(config).c_str(), RTLD_NOW | RTLD_LOCAL);
  const auto loop =
      library == nullptr ? nullptr : reinterpret_cast<MeshLoop>(dlsym(library, "weft_mesh_loop"));
  if (loop == nullptr)
    throw InternalError("cannot load the bare mesh: " + std::string(dlerror()));
  double best = 0.0;
  for (int i = 0; i < kRepetitions; ++i) {
    const double begin = steadySeconds();
    loop(kCycles);
    best = std::max(best, static_cast<double>(kCycles) / (steadySeconds() - begin));
  }
  dlclose(library);
  return best;
}

} // namespace weft::benchmark
