// model_temporal.hpp: `weft model --temporal`
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/cli/model_report.hpp"
#include "sw/model/workload.hpp"

#include <string>
#include <vector>

namespace weft::cli {

/// "simd", "simt".
const std::vector<std::string>& temporalNames();

/// Prints cycles, accesses and energy of a workload on the temporal machine `name` with the sizes
/// of `config`; writes the same as JSON when asked for. Returns `done`. Throws DesignError for a
/// memory that refuses, which closed forms do not know.
int runTemporal(const std::string& name, const WorkloadShapes& shapes, const ModelRequest& request,
                const Config& config, const CommonOptions& common);

} // namespace weft::cli
