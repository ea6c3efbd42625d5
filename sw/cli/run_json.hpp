// run_json.hpp: The result of `weft run` as JSON and as text
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/cli/workload_options.hpp"
#include "sw/runtime/workload_run.hpp"

#include <cstdint>
#include <iosfwd>
#include <string>

namespace weft::cli {

/// What was asked for, as the result repeats it.
struct RunRequest : WorkloadOptions {
  std::string backend = "rtl", check = "stored";
  unsigned jobs = 1;
};

/// Every key of the documented result; what the backend cannot fill is null.
Json runJson(const RunReport& report, const RunRequest& request, const Config& config);

/// Cycles of the host by what it does.
Json hostJson(const HostCycles& cycles);

/// What one submission is: "each sample", "each layer from the golden state".
std::string submissionText(const SubmissionReport& submissions);

/// Tables for people: operators, what every engine did for each of them, times, verdict.
void printRun(std::ostream& out, const RunReport& report, const RunRequest& request,
              const Config& config);

/// What went wrong, and how to see it; nothing when all is well.
void printFailure(std::ostream& out, const RunReport& report, const RunRequest& request);

/// The same run with a wave around `cycle`, as a line for a shell.
std::string rerunWithWave(const RunRequest& request, std::uint64_t cycle);

} // namespace weft::cli
