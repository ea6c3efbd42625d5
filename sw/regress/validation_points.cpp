// validation_points.cpp: Where the analytic model is compared with the RTL
// SPDX-License-Identifier: Apache-2.0
#include "sw/regress/validation_points.hpp"

#include "gen/num/random.hpp"
#include "sw/regress/large_case.hpp"

namespace weft::regress {
namespace {

/// Streams of the draws of machines.
constexpr std::uint64_t kSmallStream = std::uint64_t{2} << 48,
                        kLargeStream = std::uint64_t{3} << 48;

template <class Draw>
void append(std::vector<Point>& points, const char* kind, std::uint64_t count, std::uint64_t seed,
            std::uint64_t stream, const std::vector<Machine>& machines, Draw draw) {
  for (std::uint64_t i = 0; i < count; ++i) {
    num::Random random(seed, stream + i);
    const std::uint64_t machine = random.below(machines.size());
    points.push_back({kind, machines[machine], draw(machines[machine].config, seed, machine, i)});
  }
}

} // namespace

std::vector<Point> validationPoints(const PointChoice& choice,
                                    const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::vector<Point> points;
  append(points, "small", choice.small, choice.seed, kSmallStream,
         writeMachines(choice.configs, choice.randomConfigs, choice.seed, folder), randomCase);
  append(points, "large", choice.large, choice.seed, kLargeStream,
         writeMachines(choice.largeConfigs, 0, choice.seed, folder), largeCase);
  return points;
}

} // namespace weft::regress
