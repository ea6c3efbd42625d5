// random_case.cpp: one random run: a workload of ragged sizes on a random memory
// SPDX-License-Identifier: Apache-2.0
#include "verif/regress/random_case.hpp"

#include "gen/num/random.hpp"

#include <array>
#include <functional>

namespace weft::regress {
namespace {

using num::Random;

/// Small sizes often, larger ones sometimes, 1 now and then.
std::string size(Random& random, std::int64_t most) {
  if (random.chance(10))
    return "1";
  return std::to_string(random.uniform(1, random.chance(70) ? (most + 3) / 4 : most));
}

std::string pick(Random& random, std::initializer_list<const char*> choices) {
  return choices.begin()[random.below(choices.size())];
}

std::string gemm(Random& random) {
  return "gemm:" + size(random, 150) + "x" + size(random, 200) + "x" + size(random, 150) +
         ",act=" + pick(random, {"none", "relu", "gelu"}) + ",bias=" + pick(random, {"0", "1"}) +
         ",out=" + pick(random, {"int8", "int16", "int32"});
}

std::string mask(Random& random) { return ",mask=" + pick(random, {"none", "causal", "padding"}); }

std::string attention(Random& random) {
  return "attention:L=" + size(random, 150) + ",S=" + size(random, 150) +
         ",D=" + size(random, 128) + ",H=" + size(random, 4) + mask(random);
}

std::string layernorm(Random& random) {
  return "layernorm:" + size(random, 40) + "x" + size(random, 400);
}
std::string softmax(Random& random) {
  return "softmax:" + size(random, 40) + "x" + size(random, 300);
}
std::string add(Random& random) { return "add:" + size(random, 40) + "x" + size(random, 400); }

std::string encoder(Random& random) {
  const std::int64_t heads = random.uniform(1, 4), headSize = random.uniform(1, 24);
  return "encoder:L=" + size(random, 80) + ",D=" + std::to_string(heads * headSize) +
         ",H=" + std::to_string(heads) + ",F=" + size(random, 120) +
         ",layers=" + pick(random, {"1", "2"}) + ",norm=" + pick(random, {"post", "pre"}) +
         mask(random);
}

std::string memory(Random& random, const Config& config) {
  if (random.chance(10))
    return "ideal";
  return "latency=" + std::to_string(random.uniform(1, 120)) +
         ",bytes=" + std::to_string(random.uniform(1, config.bus.bytes)) +
         ",stall=" + (random.chance(50) ? "0" : std::to_string(random.uniform(1, 60)));
}

} // namespace

Case randomCase(const Config& config, std::uint64_t regressionSeed, std::uint64_t index) {
  static const std::array<std::function<std::string(Random&)>, 6> kinds = {
      gemm, attention, layernorm, softmax, add, encoder};
  Random random(regressionSeed, index);
  Case result;
  result.workload = kinds[index % kinds.size()](random);
  result.memory = memory(random, config);
  result.seed = random.below(1'000'000);
  return result;
}

} // namespace weft::regress
