// validation_points.hpp: Where the analytic model is compared with the RTL
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/regress/machines.hpp"
#include "sw/regress/random_case.hpp"

namespace weft::regress {

/// How many points, of which machines.
struct PointChoice {
  std::uint64_t seed = 1;
  std::uint64_t small = 48; ///< of the random regression's sizes
  std::uint64_t large = 24; ///< large products and layers like BERT's
  std::uint64_t edge = 24;  ///< of the classes of the regression; every sixth a wide softmax
  std::vector<std::string> configs = {"tiny4", "edge8", "edge8s", "base16", "4x8",  "8x4",
                                      "8x4s",  "8x4n",  "4x8os",  "8x4nlr", "8x4rs"};
  std::vector<std::string> largeConfigs = {"base16",   "edge8",   "wide32",
                                           "survey16", "16x16os", "16x16rs"};
  std::vector<std::string> edgeConfigs = {"tiny4", "edge8",  "smallest", "serial",
                                          "4x4os", "4x4nlr", "4x4rs"};
  std::uint64_t randomConfigs = 3; ///< beside `configs`
};

struct Point {
  std::string kind; ///< "small", "large" or "edge"
  Machine machine;
  Case test;
};

/// Kinds of workloads take turns, the machine of each point is drawn. Writes the configurations
/// into `folder`. The same for the same choice.
std::vector<Point> validationPoints(const PointChoice& choice, const std::filesystem::path& folder);

} // namespace weft::regress
