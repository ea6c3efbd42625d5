// validation_points.cpp: Where the analytic model is compared with the RTL
// SPDX-License-Identifier: Apache-2.0
#include "sw/regress/validation_points.hpp"

#include "gen/config/derived.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/num/random.hpp"
#include "sw/regress/class_case.hpp"
#include "sw/regress/large_case.hpp"

namespace weft::regress {
namespace {

/// Streams of the draws of machines.
constexpr std::uint64_t kSmallStream = std::uint64_t{2} << 48,
                        kLargeStream = std::uint64_t{3} << 48, kEdgeStream = std::uint64_t{6} << 48,
                        kWideStream = std::uint64_t{7} << 48;

/// Rows of scores that take long alone, so few of them.
std::string wideSoftmax(num::Random& random) {
  constexpr std::int64_t kLeastColumns = 1000, kMostRows = 3;
  return "softmax:" + std::to_string(random.uniform(1, kMostRows)) + "x" +
         std::to_string(random.uniform(kLeastColumns, isa::kMostColumns));
}

Case edgeCase(const Config& config, std::uint64_t seed, std::uint64_t machine,
              std::uint64_t round) {
  constexpr std::uint64_t kWideEvery = 6;
  Case result = classCase(config, seed, round).test;
  num::Random random(seed, kWideStream + (machine << 32) + round);
  if (round % kWideEvery == 0 && attentionUnit(config) == num::AttentionUnit::dedicated)
    result.workload = wideSoftmax(random);
  return result;
}

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
  append(points, "edge", choice.edge, choice.seed, kEdgeStream,
         writeMachines(choice.edgeConfigs, 0, choice.seed, folder), edgeCase);
  return points;
}

} // namespace weft::regress
