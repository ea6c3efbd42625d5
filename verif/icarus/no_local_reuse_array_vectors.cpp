// no_local_reuse_array_vectors.cpp: A vector and other weights in every cycle, for the 4x4 array.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/systolic_array/systolic_array_model.hpp"
#include "gen/num/random.hpp"
#include "verif/icarus/vector_file.hpp"

namespace {

using namespace weft;

constexpr ArrayShape kShape{4, 4};
constexpr std::size_t kCycles = 400;

std::vector<std::int8_t> randomBytes(num::Random& random, int count) {
  std::vector<std::int8_t> bytes(static_cast<std::size_t>(count));
  for (std::int8_t& byte : bytes)
    byte = static_cast<std::int8_t>(random.uniform(-128, 127));
  return bytes;
}

void writeVectors(VectorFiles& files) {
  num::Random random(23);
  for (std::size_t i = 0; i < kCycles; ++i) {
    const auto activations = randomBytes(random, kShape.rows);
    const auto weights = randomBytes(random, kShape.rows * kShape.columns);
    files.input(Item().addAll(activations, 8).addAll(weights, 8));
    files.output(Item().addAll(tileProduct(kShape, activations, weights), 32));
  }
}

} // namespace

int main(int, char** arguments) { return runWriter(arguments[1], writeVectors); }
