// row_stationary.hpp: Eyeriss' row-stationary mapping of a convolution, as closed forms
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/perf/dataflow_cost.hpp"

namespace weft {

/// Register files of a cell: Chen et al., Eyeriss, JSSC 2017: 224 weights, 12 inputs, 24 sums.
inline constexpr std::uint64_t kCellWeights = 224, kCellInputs = 12, kCellSums = 24;

/// How one group of a layer lies on the array (Chen, Emer, Sze, Eyeriss, ISCA 2016, section V). A
/// cell convolves one row of a filter with one row of inputs. A set of kernel x e cells makes e
/// rows of outputs: rows of filters are shared by a row of cells, rows of inputs by a diagonal,
/// sums run up a column. Sets of other channels stand above it, sets of other filters beside it.
struct RowStationaryMapping {
  std::uint64_t outputRows = 1, outputColumns = 1; ///< E, F
  std::uint64_t e = 1;                             ///< output rows at once
  std::uint64_t strips = 1;                        ///< ceil(E / e)
  std::uint64_t stacked = 1;                       ///< sets above each other: r
  std::uint64_t beside = 1;                        ///< sets beside each other: t
  std::uint64_t cellChannels = 1;                  ///< that alternate in a cell: q
  std::uint64_t cellFilters = 1;                   ///< that alternate in a cell: p
  std::uint64_t channelPasses = 1;                 ///< ceil(channels / (q r))
  std::uint64_t filterPasses = 1;                  ///< ceil(filters / (p t))
};

/// Nothing when the kernel has more rows than the array or than a cell holds inputs. Of a kernel of
/// 1 the pixels form rows as long as fills all columns: no input has a neighbour there.
std::optional<RowStationaryMapping> rowStationaryMapping(const LayerShape& layer,
                                                         const Config& config);

/// With k = kernel, U = stride, C channels, N filters, X = F U - U + k inputs a row, and
/// Y = (E - strips) U + strips k rows of inputs over all strips:
///   registers    2 operands a MAC; of N E F k ceil(C / q) chains, a sum out and in a MAC but one
///   neighbours   weights N C k^2 E and inputs ceil(N / p) C k E X into cells, a sum a chain
///   scratchpad   weights N C k^2 strips, inputs filterPasses C X Y, and what memory gives
///   accumulator  2 channelPasses N E F sums, the last one read by the store
///   weights      from memory once, or once a strip if half the scratchpad holds no pass
///   inputs       from memory once, or once a filter pass if the other half does not hold them
///   cycles       strips F k, times channels and filters of the busiest cell over all passes
/// Cells that a ragged edge leaves idle execute nothing. A model without RTL.
std::optional<DataflowCost> rowStationaryCost(const LayerShape& layer, const Config& config);

} // namespace weft
