// model_statistics.hpp: `weft model --statistics`
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/cli/command.hpp"

namespace weft::cli {

/// Prints the work of a named Transformer, counted without any configuration's schedule, and its
/// latency on the survey's analytic machine; writes the same as JSON when asked for. Returns
/// `done`. Throws DesignError when statistics do not know the workload.
int runStatistics(const std::string& workload, const CommonOptions& common);

} // namespace weft::cli
