// systolic_array_vectors.cpp: Tiles for the 4x4 array, weights one tile ahead, no bubble.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/systolic_array/systolic_array_model.hpp"
#include "gen/num/random.hpp"
#include "verif/icarus/vector_file.hpp"

#include <span>

namespace {

using namespace weft;
using Bytes = std::vector<std::int8_t>;

constexpr ArrayShape shape{4, 4};
constexpr std::size_t rows = 4, columns = 4, tileCount = 100, vectors = 6;

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
  const bool loads = next != nullptr && step < rows;
  item.add(loads, 1).addAll(loads ? Bytes(next->weights.end() - long((step + 1) * columns),
                                          next->weights.end() - long(step * columns))
                                  : Bytes(columns, 0x55),
                            8);
  const bool enters = present != nullptr;
  item.add(enters, 1).add(step == 0, 1);
  item.addAll(enters ? Bytes(present->activations.begin() + long(step * rows),
                             present->activations.begin() + long((step + 1) * rows))
                     : Bytes(rows, 0x2a),
              8);
  return item;
}

void writeVectors(VectorFiles& files) {
  num::Random random(21);
  std::vector<Tile> tiles;
  for (std::size_t i = 0; i < tileCount; ++i)
    tiles.push_back({randomBytes(random, vectors * rows), randomBytes(random, rows * columns)});
  for (std::size_t period = 0; period <= tileCount; ++period)
    for (std::size_t step = 0; step < vectors; ++step)
      files.input(cycle(period < tileCount ? &tiles[period] : nullptr,
                        period > 0 ? &tiles[period - 1] : nullptr, step));
  for (const Tile& tile : tiles) {
    const auto product = tileProduct(shape, tile.activations, tile.weights);
    for (std::size_t m = 0; m < vectors; ++m)
      files.output(Item().addAll(std::span(product).subspan(m * columns, columns), 32));
  }
}

} // namespace

int main(int, char** arguments) { return runWriter(arguments[1], writeVectors); }
