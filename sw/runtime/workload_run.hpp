// workload_run.hpp: A workload on a device, every stored output checked against the golden model
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/model/workload.hpp"
#include "sw/runtime/backends.hpp"
#include "sw/runtime/run_report.hpp"

#include <functional>

namespace weft {

struct RunOptions {
  std::string backend = "rtl"; ///< a name of `backends()`
  RtlOptions rtl;              ///< those that the backend knows
  /// Processes that run at the same time, at least 1, for backends that execute commands. With more
  /// than one, the layers of a
  /// workload of one sample become submissions of their own, each starting from the golden state;
  /// of several samples each stays one submission.
  unsigned jobs = 1;
  bool quiet = false;
  bool watched = false; ///< with the assertions of the RTL, as a run with a wave is
  std::function<void(std::size_t done, std::size_t submissions)> progress; ///< may be empty
};

/// Runs every sample. Throws DesignError (the workload does not fit), ToolError, Interrupted.
RunReport runWorkload(const Workload& workload, const Config& config, const RunOptions& options);

} // namespace weft
