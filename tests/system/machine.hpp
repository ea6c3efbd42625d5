// machine.hpp: A workload on the Verilated tiny4, for tests that break something on purpose
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/derived.hpp"
#include "gen/config/read.hpp"
#include "gen/num/nonlinear.hpp"
#include "sw/model/golden.hpp"
#include "sw/model/workload.hpp"
#include "sw/runtime/compare.hpp"
#include "sw/runtime/rtl_device.hpp"
#include "sw/runtime/simulator_provider.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace weft::testing {

/// A compiled workload with its golden results.
struct Compiled {
  explicit Compiled(const std::string& text, const Config& machine = loadConfig("tiny4"))
      : Compiled(makeWorkload(text, 1, arithmeticOf(machine)), machine) {}
  explicit Compiled(Workload work, const Config& machine = loadConfig("tiny4"))
      : config(machine), workload(std::move(work)), program(compile(workload.graph, config)),
        golden(runGolden(workload.graph, workload.samples[0], nonlinearChoice(config))) {}

  Config config;
  Workload workload;
  Program program;
  std::vector<Tensor> golden;

  RtlDevice device(const std::filesystem::path& simulator, RtlOptions options = {}) const {
    return RtlDevice(workload.graph, program, config, simulator, std::move(options));
  }
  DeviceRun run(RtlDevice& device) const { return device.run(workload.samples[0]); }
  Comparison compare(const DeviceRun& run) const {
    return compareStored(workload.graph, golden, run.tensors);
  }

  /// The verdict of `weft run`: nothing wrong, or what.
  std::string verdict(const DeviceRun& run) const {
    if (run.error)
      return run.error->message;
    if (run.violation)
      return "simulation check: " + *run.violation;
    const Comparison comparison = compare(run);
    return comparison.mismatches == 0 ? "" : comparison.first->text();
  }
};

/// A memory of one cycle latency and full width.
inline RtlOptions fastMemory() {
  RtlOptions options;
  options.memory.bytes = 8;
  options.memory.latency = 4;
  return options;
}

inline std::filesystem::path tinySimulator() {
  return simulatorFor(loadConfig("tiny4"), SimulatorKind::watched, true).library;
}

} // namespace weft::testing
