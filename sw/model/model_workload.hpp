// model_workload.hpp: A quantised model directory with real inputs as a workload.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/workload.hpp"
#include "sw/model/workload_text.hpp"

namespace weft {

/// "model:DIR,input=FILE.npy[,labels=FILE.npy][,samples=N][,layers=N]". Throws DesignError.
Workload makeModelWorkload(WorkloadText& text);

} // namespace weft
