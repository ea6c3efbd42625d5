// runs_on.hpp: Which workloads a machine has commands for
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/derived.hpp"

#include <string>

namespace weft::test {

/// Every workload but a softmax alone where attention is shared.
inline bool runsOn(const Config& config, const std::string& workload) {
  return attentionUnit(config) != num::AttentionUnit::shared || !workload.starts_with("softmax");
}

} // namespace weft::test
