// model_workload.hpp: A quantised model directory with real inputs as a workload.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/workload.hpp"
#include "sw/model/workload_text.hpp"

#include <string>
#include <vector>

namespace weft {

inline constexpr const char* kModelKind = "model";

/// "model:DIR,input=FILE.npy[,labels=FILE.npy][,samples=N][,layers=N]". Throws DesignError.
Workload makeModelWorkload(WorkloadText& text);

/// The files that the WORKLOAD argument `text` names, or lie in the folder that it names; of any
/// other kind of workload none. Whether they exist and the text is right does not matter.
std::vector<std::string> filesOfWorkload(const std::string& text);

} // namespace weft
