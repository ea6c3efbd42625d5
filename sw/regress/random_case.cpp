// random_case.cpp: One random run: a workload of ragged sizes on a random memory
// SPDX-License-Identifier: Apache-2.0
#include "sw/regress/random_case.hpp"

#include "gen/config/derived.hpp"
#include "gen/num/random.hpp"
#include "sw/regress/convolution_case.hpp"

#include <array>

namespace weft::regress {
namespace {

using num::Random;

/// Draws sizes. Ragged ones are no multiple of four, which every side of an array is.
struct Sizes {
  Random& random;
  bool ragged;

  /// Small sizes often, larger ones sometimes, unless ragged 1 now and then.
  std::int64_t number(std::int64_t most) {
    if (!ragged && random.chance(10))
      return 1;
    const std::int64_t drawn = random.uniform(1, random.chance(70) ? (most + 3) / 4 : most);
    return ragged && drawn % 4 == 0 ? drawn - 1 : drawn;
  }
  std::string text(std::int64_t most) { return std::to_string(number(most)); }
  std::string pick(std::initializer_list<const char*> choices) {
    return choices.begin()[random.below(choices.size())];
  }
};

std::string gemm(Sizes& sizes) {
  return "gemm:" + sizes.text(150) + "x" + sizes.text(200) + "x" + sizes.text(150) +
         ",act=" + sizes.pick({"none", "relu", "gelu"}) + ",bias=" + sizes.pick({"0", "1"}) +
         ",out=" + sizes.pick({"int8", "int16", "int32"});
}

std::string mask(Sizes& sizes) { return ",mask=" + sizes.pick({"none", "causal", "padding"}); }

std::string attention(Sizes& sizes) {
  return "attention:L=" + sizes.text(150) + ",S=" + sizes.text(150) + ",D=" + sizes.text(128) +
         ",H=" + sizes.text(4) + mask(sizes);
}

std::string layernorm(Sizes& sizes) {
  return "layernorm:" + sizes.text(40) + "x" + sizes.text(400);
}
std::string softmax(Sizes& sizes) { return "softmax:" + sizes.text(40) + "x" + sizes.text(300); }
std::string add(Sizes& sizes) { return "add:" + sizes.text(40) + "x" + sizes.text(400); }

std::string encoder(Sizes& sizes) {
  const std::int64_t heads = sizes.random.uniform(1, 4), headSize = sizes.number(24);
  return "encoder:L=" + sizes.text(80) + ",D=" + std::to_string(heads * headSize) +
         ",H=" + std::to_string(heads) + ",F=" + sizes.text(120) +
         ",layers=" + sizes.pick({"1", "2"}) + ",norm=" + sizes.pick({"post", "pre"}) + mask(sizes);
}

std::string convolution(Sizes& sizes) {
  const std::int64_t odd = sizes.ragged ? 1 : 0; // so that the pixels are no multiple of four
  const std::int64_t height = sizes.number(20) | odd, width = sizes.number(20) | odd;
  const std::int64_t channels = sizes.number(40);
  return convolutionText(sizes.random, {height, width, channels, sizes.number(70)});
}

std::string memory(Random& random, const Config& config) {
  if (random.chance(10))
    return "ideal";
  return "latency=" + std::to_string(random.uniform(1, 120)) +
         ",bytes=" + std::to_string(random.uniform(1, config.bus.bytes)) +
         ",stall=" + (random.chance(50) ? "0" : std::to_string(random.uniform(1, 60)));
}

} // namespace

Case randomCase(const Config& config, std::uint64_t regressionSeed, std::uint64_t machine,
                std::uint64_t round) {
  static const std::array<std::string (*)(Sizes&), kIndCount> kinds = {
      gemm, attention, layernorm, softmax, add, encoder, convolution};
  Random random(regressionSeed, machine << 32 | round);
  Sizes sizes{random, round < kIndCount};
  Case result;
  const auto kind = kinds[(machine + round) % kIndCount];
  result.workload = attendsOnArray(config) && kind == softmax ? attention(sizes) : kind(sizes);
  result.memory = memory(random, config);
  result.seed = random.below(1'000'000);
  return result;
}

} // namespace weft::regress
