// random_case.hpp: One random run: a workload of ragged sizes on a random memory
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"

#include <cstdint>
#include <string>

namespace weft::regress {

/// Everything that `weft run` needs to repeat a case.
struct Case {
  std::string workload;
  std::string memory;
  std::uint64_t seed = 1;
};

/// Kinds of workloads: gemm, attention, layernorm, softmax, add, encoder, conv.
inline constexpr std::uint64_t kIndCount = 7;

/// Run `round` on configuration number `machine` of a regression: kinds take turns; sizes, memory
/// and seed are drawn. The first `kindCount` rounds hold each kind once, with sizes that divide no
/// array. The same for the same arguments.
Case randomCase(const Config& config, std::uint64_t regressionSeed, std::uint64_t machine,
                std::uint64_t round);

} // namespace weft::regress
