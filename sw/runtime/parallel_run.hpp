// parallel_run.hpp: Layers or samples of a workload, simulated side by side
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/runtime/report_builder.hpp"
#include "sw/runtime/workload_run.hpp"

#include <filesystem>

namespace weft {

/// Runs every submission in a process of its own, at most `options.jobs` at a time, and adds them
/// to `builder` in order, up to the first that ended in an error. The golden model runs ahead in
/// this process and gives each layer its inputs. With a wave, whose cycles count over all
/// submissions, they run one at a time. Throws what a child threw, with the submission's
/// name.
void runParallel(const Workload& workload, const Config& config, const RunOptions& options,
                 const std::filesystem::path& simulator, ReportBuilder& builder);

} // namespace weft
