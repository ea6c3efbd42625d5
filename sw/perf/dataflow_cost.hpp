// dataflow_cost.hpp: Accesses and cycles of one layer under each of the survey's dataflows
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/perf/accesses.hpp"
#include "sw/timeline/planned_command.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weft {

/// What stays in the cells: weights, sums, nothing, rows of filters.
enum class Dataflow { ws, os, nlr, rs };
inline constexpr std::array<Dataflow, 4> kDataflows = {Dataflow::ws, Dataflow::os, Dataflow::nlr,
                                                       Dataflow::rs};

/// "ws", "os", "nlr" or "rs".
std::string_view dataflowName(Dataflow dataflow);

/// A convolution of `groups` equal groups, one after the other; `size` x `size` pixels of
/// `channels` channels meet `filters` filters of `kernel` x `kernel`, all of one group. A product
/// [M x K] [K x N] is a convolution of K channels, N filters, kernel 1, and M pixels in one row.
struct LayerShape {
  std::string network, name;
  std::uint64_t groups = 1;
  std::uint64_t rows = 1, size = 1; ///< pixels: rows x size
  std::uint64_t channels = 1, filters = 1;
  std::uint64_t kernel = 1, stride = 1, padding = 0;

  std::uint64_t outputRows() const { return (rows + 2 * padding - kernel) / stride + 1; }
  std::uint64_t outputColumns() const { return (size + 2 * padding - kernel) / stride + 1; }
  /// As a product (im2col): M and K.
  std::uint64_t outputPixels() const { return outputRows() * outputColumns(); }
  std::uint64_t macsPerOutput() const { return channels * kernel * kernel; }
  std::uint64_t macs() const { return groups * outputPixels() * macsPerOutput() * filters; }
};

/// Cycles, perfect overlap assumed, and accesses.
struct DataflowCost {
  std::uint64_t arrayCycles = 0; ///< of the cells alone
  AccessCounts accesses;

  DataflowCost& operator+=(const DataflowCost& other);
  DataflowCost times(std::uint64_t runs) const;
};

/// One MATMUL command of [m x k] [k x n] (`tile`) on an array of R x C cells; ws is what the
/// machine does (access_counts), the other two closed forms of machines that the same command
/// could drive. mT, kT, nT: tiles of R, R, C. Bytes: operands 1, sums that move in the array
/// (16 + log2 R bits) rounded up, sums at rest 4.
///   os   each cell keeps a sum for k steps, mT nT times; both operands move one neighbour a step
///        and come from the scratchpad as one word each; sums leave down the columns, R (R + 1) / 2
///        moves a column; the accumulator is touched once per result (twice where the command adds)
///   nlr  no operand rests: R activations, taken by all columns, and R C weights come from the
///        scratchpad in each of m kT nT cycles, through one transfer per cell; trees add up R
///        products in as many transfers; the accumulator as ws
DataflowCost arrayCost(Dataflow dataflow, const PlannedCommand& matmul, const Config& config);

/// One group of `layer`. ws, os, nlr: the blocks that the compiler plans for its product on
/// `config`, loads and stores included (os and nlr have the same memories). rs: the mapping of
/// Eyeriss, see row_stationary.hpp. Nothing for rs when the kernel has more rows than the array.
/// Throws DesignError when the compiler does.
std::optional<DataflowCost> groupCost(Dataflow dataflow, const LayerShape& layer,
                                      const Config& config);

/// The larger of the cells' cycles and those of the memory's bytes.
std::uint64_t overlappedCycles(const DataflowCost& cost, std::uint64_t memoryPerCycle);

} // namespace weft
