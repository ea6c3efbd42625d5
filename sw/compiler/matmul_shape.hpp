// matmul_shape.hpp: A matrix product and the array that runs it, as numbers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "gen/num/dataflow.hpp"
#include "sw/compiler/layout.hpp"
#include "sw/compiler/result_blocks.hpp"
#include "sw/compiler/tiles.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace weft {

/// What the tiling must fit into; words and rows as the hardware counts them
/// (gen/config/derived.hpp).
struct ArrayCapacity {
  std::int64_t rows = 0, columns = 0; ///< of the array
  num::Dataflow dataflow = num::Dataflow::weightStationary;
  std::int64_t activationWords = 0; ///< words of `rows` bytes
  std::int64_t weightWords = 0;     ///< words of `columns` bytes
  std::int64_t accumulatorRows = 0; ///< words of `columns` int32, both halves together
  std::int64_t parameterWords = 0;  ///< words of `columns` channel records
  std::int64_t busBytes = 0;        ///< every run starts at a multiple of this
  std::int64_t memoryBytes = 0;     ///< of memory bandwidth per cycle
  std::int64_t memoryLatency = 0;   ///< cycles from a read request to its first beat
};

/// What the array and its memories of `config` hold.
ArrayCapacity arrayCapacity(const Config& config);

/// Shape of a product: out[M x N] = in[M x K] * weights[K x N]. The K of a convolution has a group
/// a place of the kernel.
struct MatmulShape {
  std::int64_t M = 0;
  Columns K, N;
  std::int64_t outputBytes = 1; ///< of one output element
  bool columnsFirst = false;    ///< all rows of a block of columns before the next columns
  std::int64_t section = 0;     ///< columns from q to k and from k to v; 0 without attention
  std::int64_t mostColumns = 0; ///< of a block, rounded up to what runs start at; 0 = any number
  Results results{};            ///< M of them
  bool ownRows = false;         ///< blocks of rows are chosen for this product alone
  bool operator==(const MatmulShape&) const = default;
};

/// Whether attention reads queries, keys or values from `tensor`.
bool feedsAttention(const Graph& graph, TensorId tensor);

/// Whether some operator is a convolution: the rows of one operator are not those of the next.
bool hasImages(const Graph& graph);

/// Width of the q | k | v sections of `tensor` when attention reads them from it, else 0.
std::int64_t sectionOf(const Graph& graph, TensorId tensor);

/// Columns of a placed tensor; `section` > 0 cuts a tensor without groups into parts of that width.
Columns columnsOf(const Placement& place, std::int64_t section);

/// The shape of `op`. Where attention reads q, k and v from the output, blocks of its N stay inside
/// one section and hold one head, so that heads start early and only one is left at the end.
MatmulShape matmulShape(const Graph& graph, std::span<const Placement> placements,
                        const MatmulOp& op);

/// The shape of one head of `op`.
MatmulShape headShape(const HeadProductOp& op);

} // namespace weft
