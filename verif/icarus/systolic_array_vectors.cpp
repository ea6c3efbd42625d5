// systolic_array_vectors.cpp: Tiles for the 4x4 array, weights one tile ahead, no bubble.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/systolic_array/systolic_array_model.hpp"
#include "gen/num/random.hpp"
#include "verif/icarus/vector_file.hpp"

#include <span>

namespace {

using namespace weft;
using Bytes = std::vector<std::int8_t>;

constexpr ArrayShape kShape{4, 4};
constexpr std::size_t kRows = 4, kColumns = 4, kTileCount = 100, kVectors = 6;

struct Tile {
  Bytes activations, weights;
};

Bytes randomBytes(num::Random& random, std::size_t count) {
  Bytes bytes(count);
  for (std::int8_t& byte : bytes)
    byte = static_cast<std::int8_t>(random.uniform(-128, 127));
  return bytes;
}

/// What enters in cycle `step` of a tile's period: weights of the next tile, vectors of this one.
Item cycle(const Tile* next, const Tile* present, std::size_t step) {
  Item item;
  const bool loads = next != nullptr && step < kRows;
  item.add(loads, 1).addAll(loads ? Bytes(next->weights.end() - long((step + 1) * kColumns),
                                          next->weights.end() - long(step * kColumns))
                                  : Bytes(kColumns, 0x55),
                            8);
  const bool enters = present != nullptr;
  item.add(enters, 1).add(step == 0, 1);
  item.addAll(enters ? Bytes(present->activations.begin() + long(step * kRows),
                             present->activations.begin() + long((step + 1) * kRows))
                     : Bytes(kRows, 0x2a),
              8);
  return item;
}

void writeVectors(VectorFiles& files) {
  num::Random random(21);
  std::vector<Tile> tiles;
  for (std::size_t i = 0; i < kTileCount; ++i)
    tiles.push_back({randomBytes(random, kVectors * kRows), randomBytes(random, kRows * kColumns)});
  for (std::size_t period = 0; period <= kTileCount; ++period)
    for (std::size_t step = 0; step < kVectors; ++step)
      files.input(cycle(period < kTileCount ? &tiles[period] : nullptr,
                        period > 0 ? &tiles[period - 1] : nullptr, step));
  for (const Tile& tile : tiles) {
    const auto product = tileProduct(kShape, tile.activations, tile.weights);
    for (std::size_t m = 0; m < kVectors; ++m)
      files.output(Item().addAll(std::span(product).subspan(m * kColumns, kColumns), 32));
  }
}

} // namespace

int main(int, char** arguments) { return runWriter(arguments[1], writeVectors); }
