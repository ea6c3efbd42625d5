// run_json.hpp: the result of `weft run` as JSON and as text
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/cli/command.hpp"
#include "sw/runtime/workload_run.hpp"

#include <cstdint>
#include <iosfwd>

namespace weft::cli {

/// What was asked for, as the result repeats it.
struct RunRequest {
  std::string workload;
  std::uint64_t seed = 1;
  std::string backend;
};

/// Every key of the documented result; what the backend cannot fill is null.
Json runJson(const RunReport& report, const RunRequest& request, const Config& config);

/// What one submission is: "each sample", "each layer from the golden state".
std::string submissionText(const SubmissionReport& submissions);

/// A short table for people.
void printRun(std::ostream& out, const RunReport& report, const RunRequest& request,
              const Config& config);

} // namespace weft::cli
