// output_stationary_array_vectors.cpp: Tiles of one to three blocks for the 4x4 array, with pauses.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/output_stationary_array/output_stationary_array_model.hpp"
#include "gen/blocks/systolic_array/systolic_array_model.hpp"
#include "gen/num/random.hpp"
#include "verif/icarus/vector_file.hpp"

#include <deque>
#include <span>

namespace {

using namespace weft;
using Bytes = std::vector<std::int8_t>;

constexpr ArrayShape kShape{4, 4};
constexpr std::size_t kRows = 4, kColumns = 4, kTileCount = 60, kMostBlocks = 3;
constexpr int kMostPause = 3;

Bytes randomBytes(num::Random& random, std::size_t count) {
  Bytes bytes(count);
  for (std::int8_t& byte : bytes)
    byte = static_cast<std::int8_t>(random.uniform(-128, 127));
  return bytes;
}

/// Writes what enters cycle by cycle; a weight word enters when its block has been turned.
class Cycles {
public:
  explicit Cycles(VectorFiles& files)
      : files_(files), weights_(static_cast<std::size_t>(turnLatency(kShape.rows)), noise()) {}

  void word(const Bytes& activations, bool first, bool last, const Bytes& weights) {
    put(Item().add(1, 1).add(first, 1).add(last, 1).addAll(activations, 8), weights);
  }
  void pause() { put(Item().add(0, 1).add(1, 1).add(1, 1).addAll(noise(), 8), noise()); }

private:
  static Bytes noise() { return Bytes(kColumns, 0x55); }

  void put(Item item, const Bytes& weights) {
    weights_.push_back(weights);
    files_.input(item.addAll(weights_.front(), 8));
    weights_.pop_front();
  }

  VectorFiles& files_;
  std::deque<Bytes> weights_;
};

void writeTile(VectorFiles& files, Cycles& cycles, num::Random& random, std::size_t blocks) {
  const std::size_t products = blocks * kRows;
  const Bytes x = randomBytes(random, kRows * products);
  const Bytes w = randomBytes(random, products * kColumns);
  for (std::size_t k = 0; k < products; ++k) {
    const auto row = x.begin() + long(k % kRows * products + k / kRows * kRows);
    const auto weights = w.begin() + long(k * kColumns);
    cycles.word({row, row + kRows}, k == 0, k + 1 == products, {weights, weights + kColumns});
    for (auto pause = random.uniform(0, kMostPause); (k + 1) % kRows == 0 && pause > 0; --pause)
      cycles.pause();
  }
  const auto sums = tileProduct({static_cast<int>(products), kShape.columns}, x, w);
  for (std::size_t m = 0; m < kRows; ++m)
    files.output(Item().addAll(std::span(sums).subspan(m * kColumns, kColumns), 32));
}

void writeVectors(VectorFiles& files) {
  num::Random random(22);
  Cycles cycles(files);
  for (std::size_t i = 0; i < kTileCount; ++i)
    writeTile(files, cycles, random, i % kMostBlocks + 1);
  for (int i = 0; i < turnLatency(kShape.rows); ++i)
    cycles.pause(); // the last weights
}

} // namespace

int main(int, char** arguments) { return runWriter(arguments[1], writeVectors); }
