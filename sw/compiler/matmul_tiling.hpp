// matmul_tiling.hpp: how a matrix product is cut to fit the on-chip memories
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/tiles.hpp"

#include <cstdint>

namespace weft {

/// What the tiling must fit into; words and rows as the hardware counts them
/// (gen/config/derived.hpp).
struct ArrayCapacity {
  std::int64_t rows = 0, columns = 0; ///< of the systolic array
  std::int64_t activationWords = 0;   ///< words of `rows` bytes
  std::int64_t weightWords = 0;       ///< words of `columns` bytes
  std::int64_t accumulatorRows = 0;   ///< words of `columns` int32, both halves together
  std::int64_t parameterWords = 0;    ///< words of `columns` channel records
  std::int64_t busBytes = 0;          ///< every run starts at a multiple of this
  std::int64_t memoryBytes = 0;       ///< of memory bandwidth per cycle
};

/// Shape of a product: out[M x N] = in[M x K] * weights[K x N].
struct MatmulShape {
  std::int64_t M = 0;
  Columns K, N;
  std::int64_t outputBytes = 1; ///< of one output element
};

/// A block of M x N accumulates in one half of the accumulator while the other half drains; the
/// block's K is cut into slabs, loaded into one of two slots of each scratchpad bank.
struct MatmulTiling {
  std::int64_t rowsPerBlock = 0; ///< of M
  std::int64_t nTiles = 0;       ///< array-wide column tiles of a block
  std::int64_t kTiles = 0;       ///< array-high k tiles of a slab

  std::int64_t activationSlotWords() const { return rowsPerBlock * kTiles; }
  std::int64_t weightSlotWords(std::int64_t rows) const { return kTiles * nTiles * rows; }
  bool operator==(const MatmulTiling&) const = default;
};

/// Cycles that `tiling` is expected to take: the longer of computing and moving, plus what nothing
/// hides (the first slab's load and the last block's store). A closed form to compare tilings with,
/// not a prediction.
std::int64_t estimateCycles(const MatmulShape& shape, const ArrayCapacity& capacity,
                            const MatmulTiling& tiling);

/// The tiling with the fewest estimated cycles among powers of two (and the exact sizes) that fit.
/// Throws DesignError with the sizes when even the smallest does not fit.
MatmulTiling chooseTiling(const MatmulShape& shape, const ArrayCapacity& capacity);

} // namespace weft
