// product_gap.hpp: How long the array rests between two products
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/model/workload.hpp"

#include <cstdint>

namespace weft::benchmark {

/// Two products behind a lead of four column tiles, during which their commands queue up. The first
/// is rows x k x n.
struct ProductPair {
  std::size_t rows = 0, k = 0, n = 0;
  bool dependent = false; ///< the second is rows x n x k of the first's output; else like the first
};

/// 8 row blocks x 8 k tiles x 8 column tiles each, of one input.
ProductPair independentPair(const Config& config);

/// `rows` x 16 k tiles x `tiles` column tiles, then `tiles` k tiles x 16 column tiles: every row of
/// the second needs the last column tile of the first.
ProductPair dependentPair(const Config& config, std::size_t rows, std::size_t tiles);

/// Cycles that the array may rest: 50, or 100 + 2 (R + C) where the second product needs the last
/// tile of the first.
std::int64_t mostGap(const Config& config, const ProductPair& pair);

/// Cycles from the last vector that enters the array for the first product to the first vector for
/// the second, both left out, on the configuration's own memory with random numbers.
///
/// Taken from the cycles in which commands are done: a vector is done a constant time after it
/// entered, and a command of T tiles of M rows enters its vectors in (T - 1) * max(M, ROWS) + M
/// cycles once it has begun (gen/blocks/matmul_engine/README.md). Should one ever wait in between,
/// the gap comes out too long, never too short.
///
/// Throws InternalError when the results are not those of the golden model; ToolError, Interrupted.
std::int64_t productGap(const ProductPair& pair, const Config& config);

} // namespace weft::benchmark
