// lab.hpp: Runs that the rows of the benchmark share
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/runtime/run_report.hpp"

#include <map>
#include <string>
#include <tuple>

namespace weft::benchmark {

/// Runs workloads on presets, each once. Every run must be exact.
class Lab {
public:
  /// `preset` may have overrides behind it, as in "base16 attention.engine=shared". `memory` as
  /// --memory says it; empty is the preset's own. Throws InternalError with the first
  /// mismatch or the accelerator's error; DesignError, ToolError, Interrupted.
  const RunReport& run(const std::string& preset, const std::string& workload,
                       const std::string& memory = "");

  /// The same, measured anew, with so many processes.
  static RunReport runAgain(const std::string& preset, const std::string& workload,
                            const std::string& memory, unsigned jobs);

private:
  std::map<std::tuple<std::string, std::string, std::string>, RunReport> runs_;
};

} // namespace weft::benchmark
