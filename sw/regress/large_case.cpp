// large_case.cpp: One random run that is long enough for start and end not to matter
// SPDX-License-Identifier: Apache-2.0
#include "sw/regress/large_case.hpp"

#include "gen/num/random.hpp"

namespace weft::regress {
namespace {

using num::Random;

constexpr std::uint64_t kStream = std::uint64_t{1} << 48; // apart from those of small cases
constexpr std::uint64_t kRoundsApart = std::uint64_t{1} << 32;

std::string between(Random& random, std::int64_t low, std::int64_t high) {
  return std::to_string(random.uniform(low, high));
}

std::string product(Random& random) {
  return "gemm:" + between(random, 100, 400) + "x" + between(random, 200, 1000) + "x" +
         between(random, 200, 1000);
}

/// Heads of 64, two to four times as wide inside.
std::string layer(Random& random) {
  const std::int64_t heads = random.uniform(2, 6), width = 64 * heads;
  return "encoder:L=" + between(random, 60, 160) + ",D=" + std::to_string(width) +
         ",H=" + std::to_string(heads) + ",F=" + between(random, 2 * width, 4 * width);
}

/// A layer of a residual network, more or less.
std::string convolution(Random& random) {
  const std::string side = random.chance(70) ? "3" : "1";
  return "conv:H=" + between(random, 14, 40) + ",W=" + between(random, 14, 40) +
         ",C=" + between(random, 30, 130) + ",K=" + between(random, 60, 260) + ",R=" + side +
         ",S=" + side + ",stride=" + between(random, 1, 2) +
         ",act=relu,pool=" + (random.chance(70) ? "none" : "max3") +
         ",residual=" + (random.chance(50) ? "1" : "0");
}

std::string bert(Random& random) { return "bert-base:L=" + between(random, 20, 100) + ",layers=1"; }

std::string memory(Random& random, const Config& config) {
  if (random.chance(50))
    return "latency=" + std::to_string(config.memory.latency);
  return "latency=" + between(random, 10, 120) +
         ",bytes=" + between(random, config.bus.bytes / 4, config.bus.bytes) +
         ",stall=" + (random.chance(70) ? "0" : between(random, 1, 30));
}

} // namespace

Case largeCase(const Config& config, std::uint64_t regressionSeed, std::uint64_t machine,
               std::uint64_t round) {
  Random random(regressionSeed, kStream + machine * kRoundsApart + round);
  Case result;
  result.workload = round % 6 == 5   ? bert(random)
                    : round % 6 == 3 ? convolution(random)
                    : round % 2 == 0 ? layer(random)
                                     : product(random);
  result.memory = memory(random, config);
  result.seed = random.below(1'000'000);
  return result;
}

} // namespace weft::regress
