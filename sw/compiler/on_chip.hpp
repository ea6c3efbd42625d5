// on_chip.hpp: Products that hand their output to the next one through the scratchpad
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/matmul_shape.hpp"
#include "sw/model/graph.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace weft {

/// Activations of M x (kTiles * array rows) that stay in the scratchpad: block by block of rows,
/// tile by tile, row by row.
struct Resident {
  std::int64_t begin = 0; ///< first word
  std::int64_t kTiles = 0;
  std::int64_t rowsPerBlock = 0; ///< of the product that writes and of the one that reads

  /// First word of tile `kTile` of the block of `rows` rows that begins with row `rowBegin`.
  std::int64_t word(std::int64_t rowBegin, std::int64_t rows, std::int64_t kTile) const {
    return begin + rowBegin * kTiles + kTile * rows;
  }
};

/// What a product finds in the scratchpad, and what it leaves there.
struct OnChip {
  std::optional<Resident> input, output;
};

/// Words of the activation bank that two residents in turn share; the other half holds loads.
inline std::int64_t residentWords(const ArrayCapacity& capacity) {
  return capacity.activationWords / 2;
}

/// What is left for a product whose output becomes a resident.
ArrayCapacity besideResidents(ArrayCapacity capacity);

/// How the output of `product` stays on chip for `next`, as from word 0; nullopt when it does not.
///
/// It does when `next` is a product of it, it is int8 in one group and fits half of the residents'
/// words, and both products can be cut into the same blocks of rows, at columns where activation
/// words begin. In a graph of images none does.
std::optional<Resident> residentFor(const Graph& graph, std::span<const Placement> placements,
                                    const ArrayCapacity& capacity, std::int64_t rowsPerBlock,
                                    const MatmulOp& product, const Operator& next);

} // namespace weft
