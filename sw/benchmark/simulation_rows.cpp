// simulation_rows.cpp: How fast this machine simulates, and builds a simulator
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/rows.hpp"

#include "gen/config/read.hpp"
#include "sw/benchmark/bare_mesh.hpp"
#include "sw/benchmark/scratch_folder.hpp"
#include "sw/runtime/child_jobs.hpp"
#include "sw/runtime/simulation_time.hpp"
#include "sw/runtime/simulator_provider.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <sstream>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace weft::benchmark {
namespace {

constexpr const char* kPreset = "base16";
constexpr const char* kLayer = "bert-base:L=128,layers=1";
constexpr const char* kAllLayers = "bert-base:L=128";
constexpr const char* kResNet = "resnet50";

double cyclesPerSecond(const RunReport& report) {
  return static_cast<double>(report.simulation.cycles) / report.simulation.wallSeconds;
}

/// What building a simulator into an empty cache takes.
struct BuildCost {
  double cpuSeconds = 0.0;
  double largestProcessGib = 0.0;
};

/// Runs in a child process, so that only its own children count.
std::string buildSimulator(const std::string& cache) {
  setenv("WEFT_CACHE", cache.c_str(), 1);
  const double before = cpuSecondsWithChildren();
  simulatorFor(loadConfig(kPreset), SimulatorKind::plain, false);
  rusage children{};
  getrusage(RUSAGE_CHILDREN, &children);
  return std::to_string(cpuSecondsWithChildren() - before) + " " +
         std::to_string(children.ru_maxrss); // KiB
}

BuildCost buildCost() {
  const ScratchFolder folder;
  BuildCost cost;
  ChildJobs child(1);
  child.start(
      "build", [&] { return buildSimulator(folder.path()); },
      [&](const std::string& numbers) {
        std::istringstream(numbers) >> cost.cpuSeconds >> cost.largestProcessGib;
        cost.largestProcessGib /= 1024.0 * 1024.0;
      });
  child.wait();
  return cost;
}

/// Of a whole command: numbers drawn, golden model, simulation, every stored tensor compared.
CommandTime wholeModelTime(const std::string& workload) {
  simulatorFor(loadConfig(kPreset), SimulatorKind::plain, false);
  const double wall = steadySeconds(), cpu = cpuSecondsWithChildren();
  Lab::runAgain(kPreset, workload, "", 2);
  return {steadySeconds() - wall, cpuSecondsWithChildren() - cpu};
}

/// Measured when the first row asks.
class Shared {
public:
  /// Cycles per second of a whole layer, the best of three.
  double simulator() {
    if (!simulator_) {
      simulator_ = 0.0;
      for (int i = 0; i < 3; ++i)
        simulator_ = std::max(*simulator_, cyclesPerSecond(Lab::runAgain(kPreset, kLayer, "", 1)));
    }
    return *simulator_;
  }
  double mesh() {
    if (!mesh_)
      mesh_ = bareMeshCyclesPerSecond(loadConfig(kPreset));
    return *mesh_;
  }
  const BuildCost& build() {
    if (!build_)
      build_ = buildCost();
    return *build_;
  }
  const CommandTime& model() {
    if (!model_)
      model_ = wholeModelTime(kAllLayers);
    return *model_;
  }

private:
  std::optional<double> simulator_, mesh_;
  std::optional<BuildCost> build_;
  std::optional<CommandTime> model_;
};

} // namespace

std::vector<Row> simulationRows() {
  const auto shared = std::make_shared<Shared>();
  const std::string start = std::string(kPreset) + " ";
  const double processors = std::max(1U, std::thread::hardware_concurrency());
  return {
      {start + kLayer + ": simulated cycles per second", Bound::atLeast, 200'000,
       [=](Lab&) { return shared->simulator(); }},
      {start + "bare mesh: simulated cycles per second", Bound::none, 0,
       [=](Lab&) { return shared->mesh(); }},
      {start + "simulator / bare mesh: simulated cycles per second", Bound::none, 0,
       [=](Lab&) { return shared->simulator() / shared->mesh(); }},
      {start + kAllLayers + " in two processes: wall seconds", Bound::atMost, 300,
       [=](Lab&) { return shared->model().wallSeconds; }},
      {start + kAllLayers + " in two processes: CPU seconds", Bound::none, 0,
       [=](Lab&) { return shared->model().cpuSeconds; }},
      {start + kResNet + " in two processes: wall seconds", Bound::atMost, 240,
       [](Lab&) { return wholeModelTime(kResNet).wallSeconds; }},
      {start + "build of the simulator: CPU seconds", Bound::atMost, 60,
       [=](Lab&) { return shared->build().cpuSeconds; }},
      {start + "build of the simulator: GiB of its largest process, times processors",
       Bound::atMost, 4, [=](Lab&) { return shared->build().largestProcessGib * processors; }},
  };
}

} // namespace weft::benchmark
