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

/// What stays in the cells: weights, sums, nothing, rows of filters; the last as Eyeriss maps it.
enum class Dataflow { ws, os, nlr, rs, eyeriss };
inline constexpr std::array<Dataflow, 5> kDataflows = {Dataflow::ws, Dataflow::os, Dataflow::nlr,
                                                       Dataflow::rs, Dataflow::eyeriss};

/// "ws", "os", "nlr", "rs" or "eyeriss".
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
  /// One group as a workload: a convolution where weft has its kernel and stride, else a product.
  std::string workload() const;
  std::uint64_t macs() const { return groups * outputPixels() * macsPerOutput() * filters; }
};

/// Cycles, perfect overlap assumed, and accesses.
struct DataflowCost {
  std::uint64_t arrayCycles = 0; ///< of the cells alone
  AccessCounts accesses;

  DataflowCost& operator+=(const DataflowCost& other);
  DataflowCost times(std::uint64_t runs) const;
};

/// `config` with the array of `dataflow`; nothing where no such machine is built: eyeriss, and what
/// `config` refuses.
std::optional<Config> machineOf(Dataflow dataflow, const Config& config);

/// One command on the machine of `config`: its accesses, and for a MATMUL or CONVOLVE the cycles of
/// its tiles, back to back.
DataflowCost commandCost(const PlannedCommand& command, const Config& config);

/// One group of `layer`: what the compiler plans for its workload on that machine, loads and stores
/// included. eyeriss: see row_stationary.hpp. Nothing for eyeriss when the kernel has more rows
/// than the array, and for a machine that is not built. Throws DesignError when the compiler does.
std::optional<DataflowCost> groupCost(Dataflow dataflow, const LayerShape& layer,
                                      const Config& config);

/// The larger of the cells' cycles and those of the memory's bytes.
std::uint64_t overlappedCycles(const DataflowCost& cost, std::uint64_t memoryPerCycle);

} // namespace weft
