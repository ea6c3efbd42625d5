// output_pipeline_vectors.cpp: Sums of every magnitude, activation and type for four lanes.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/output_pipeline/output_pipeline_model.hpp"
#include "gen/num/random.hpp"
#include "verif/icarus/vector_file.hpp"

#include <array>

namespace {

using namespace weft;

constexpr std::size_t kLanes = 4;

num::Scale randomScale(num::Random& random) {
  const auto multiplier = static_cast<std::uint32_t>(random.uniform(1 << 25, (1 << 26) - 1));
  return num::Scale::make(multiplier, static_cast<int>(random.uniform(20, 48)));
}

/// One vector of the given activation and type through the model, into both files.
void writeVector(num::Random& random, VectorFiles& files, Activation activation, OutputType type) {
  const std::uint32_t tag = static_cast<std::uint32_t>(random.below(64));
  const num::Scale second = randomScale(random);
  std::array<std::int32_t, kLanes> sums{}, values{};
  std::vector<std::uint64_t> recordWords;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const std::int64_t reach = std::int64_t{1} << random.uniform(0, 30);
    sums[lane] = static_cast<std::int32_t>(random.uniform(-reach, reach - 1));
    const auto bias = static_cast<std::int32_t>(random.uniform(-reach, reach - 1));
    const num::Scale scale = randomScale(random);
    recordWords.push_back(std::uint64_t{scale.word} << 32 | static_cast<std::uint32_t>(bias));
    values[lane] =
        outputValue(sums[lane], bias, scale, activation, type, second, num::Nonlinear::accurate);
  }
  files.input(Item()
                  .addAll(sums, 32)
                  .addAll(recordWords, 64)
                  .add(isa::numberOf(activation), isa::kBits<Activation>)
                  .add(isa::numberOf(type), isa::kBits<OutputType>)
                  .add(second.word, 32)
                  .add(tag, 6));
  files.output(
      Item().addAll(values, 32).add(isa::numberOf(type), isa::kBits<OutputType>).add(tag, 6));
}

void writeVectors(VectorFiles& files) {
  num::Random random(22);
  for (int i = 0; i < 300; ++i)
    for (const Activation activation : isa::kKinds<Activation>)
      for (const OutputType type : isa::kKinds<OutputType>)
        writeVector(random, files, activation, type);
}

} // namespace

int main(int, char** arguments) { return runWriter(arguments[1], writeVectors); }
