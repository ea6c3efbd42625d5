// runs_on.hpp: Which workloads a machine has commands for
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/derived.hpp"

#include <string>

namespace weft::test {

/// Every workload but a softmax alone where attention is on the array.
inline bool runsOn(const Config& config, const std::string& workload) {
  return !attendsOnArray(config) || !workload.starts_with("softmax");
}

} // namespace weft::test
