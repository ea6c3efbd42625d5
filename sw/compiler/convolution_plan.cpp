// convolution_plan.cpp: How a convolution is cut where the array takes images as they lie.
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/convolution_plan.hpp"

#include "gen/config/derived.hpp"
#include "gen/num/integers.hpp"
#include "sw/compiler/convolution_tiling.hpp"

#include <algorithm>

namespace weft {
namespace {

/// Through an array of `arrayRows` rows, for all channels, when a pass has `kernelRows` rows.
std::int64_t passesOf(std::int64_t kernelRows, std::int64_t channels, std::int64_t arrayRows) {
  const std::int64_t atOnce = arrayRows / kernelRows;
  return channels / arrayRows * ceilDiv(arrayRows, atOnce) + ceilDiv(channels % arrayRows, atOnce);
}

bool isConvolved(const Schedule& schedule, const MatmulOp& op, const MatmulShape& shape) {
  return hasConvolutions(schedule.config()) && op.window && !shape.columnsFirst &&
         op.window->rows * op.window->columns > 1 &&
         schedule.graph().tensors[op.weight].kind == TensorKind::weight;
}

/// An image may take so large a part (a quarter) more cycles than the product of what its results
/// see: the places of the kernel find the same words on chip, which the product loads and reads
/// once for each.
constexpr std::int64_t kAllowedPart = 4;

std::int64_t mostCycles(const MatmulShape& product, const ArrayCapacity& capacity) {
  const std::int64_t cycles = cyclesOfOwnRows(product, capacity);
  return cycles + cycles / kAllowedPart;
}

/// Places that `results` along an axis see, `stride` apart, of `kernel` each.
Extent seenAlong(const Extent& results, std::size_t stride, std::size_t kernel) {
  const auto step = static_cast<std::int64_t>(stride);
  return {results.begin * step, (results.end - 1) * step + static_cast<std::int64_t>(kernel)};
}

} // namespace

std::int64_t KernelPart::tilesOf(const Block& slab) const {
  return std::ranges::count_if(slab.tiles,
                               [&](const Tile& tile) { return tile.width > firstChannel; });
}

ResultBlock ConvolutionPlan::seenBy(const ResultBlock& block) const {
  ResultBlock seen;
  seen.lines = seenAlong(block.lines, window.stride, window.rows);
  seen.columns = seenAlong(block.columns, window.stride, window.columns);
  return seen;
}

std::int64_t ConvolutionPlan::weightWords(const KernelPart& part, const Block& slab,
                                          const Block& columns) const {
  return part.tilesOf(slab) * static_cast<std::int64_t>(columns.tiles.size()) * part.taps *
         product.capacity.rows;
}

std::vector<Extent> cutKernelRows(std::int64_t kernelRows, std::int64_t channels,
                                  std::int64_t arrayRows) {
  struct Cut {
    std::int64_t passes = 0, last = 0; ///< rows of the last part
  };
  std::vector<Cut> best(1); // by rows that are cut
  for (std::int64_t rows = 1; rows <= kernelRows; ++rows) {
    Cut cut;
    for (std::int64_t last = std::min(rows, arrayRows); last > 0; --last) {
      const std::int64_t passes =
          best[static_cast<std::size_t>(rows - last)].passes + passesOf(last, channels, arrayRows);
      if (cut.last == 0 || passes < cut.passes)
        cut = {passes, last};
    }
    best.push_back(cut);
  }
  std::vector<Extent> parts;
  for (std::int64_t end = kernelRows; end > 0; end -= best[static_cast<std::size_t>(end)].last)
    parts.push_back({end - best[static_cast<std::size_t>(end)].last, end});
  return parts;
}

std::optional<ConvolutionPlan> planConvolution(const Schedule& schedule, const MatmulOp& op) {
  MatmulShape shape = matmulShape(schedule.graph(), schedule.placements(), op);
  if (!isConvolved(schedule, op, shape))
    return std::nullopt;
  const ArrayCapacity& capacity = schedule.capacity();
  const MatmulShape product = shape;
  shape.K = {static_cast<std::int64_t>(op.window->channels),
             static_cast<std::int64_t>(op.window->channels)};
  const auto tiling = chooseTiling(shape, *op.window, capacity);
  if (!tiling || tiling->cycles > mostCycles(product, capacity))
    return std::nullopt;
  ConvolutionPlan plan;
  plan.window = *op.window;
  plan.parts = kernelParts(*op.window, capacity.rows, tiling->taps);
  plan.product.capacity = capacity;
  plan.product.shape = shape;
  plan.product.blocks = cutResults(shape.results, tiling->block);
  plan.product.slabs = cutIntoBlocks(shape.K, capacity.rows, tiling->kTiles);
  plan.product.columns = cutIntoBlocks(shape.N, capacity.columns, tiling->nTiles);
  plan.product.tiling = {.rowsPerBlock =
                             std::ranges::max(plan.product.blocks, {}, &ResultBlock::rows).rows(),
                         .nTiles = tiling->nTiles,
                         .kTiles = tiling->kTiles};
  return plan;
}

} // namespace weft
