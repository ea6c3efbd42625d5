// row_blocks.cpp: Into how many rows at a time a whole graph is cut
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/row_blocks.hpp"

#include "gen/num/integers.hpp"
#include "sw/compiler/matmul_estimate.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

namespace weft {
namespace {

/// Among choices within 1 / tolerance of the fastest the largest is taken: weights are loaded least
/// often, which leaves the bus to the engines beside the array.
constexpr std::int64_t kTolerance = 512;

/// 1, 2, 4 ..., `most` in up to eight equal parts, eighths of it, and `most` less a power of two;
/// descending.
std::vector<std::int64_t> sizesToTry(std::int64_t most) {
  std::vector<std::int64_t> sizes = {most};
  for (std::int64_t size = 1; size < most; size *= 2) {
    sizes.push_back(size);
    sizes.push_back(most - size);
  }
  for (std::int64_t parts = 2; parts <= 8; ++parts) {
    sizes.push_back(ceilDiv(most, parts));
    sizes.push_back(ceilDiv(most * (parts - 1), 8));
  }
  std::sort(sizes.begin(), sizes.end(), std::greater<>());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  return sizes;
}

/// When blocks of rows become ready, for one choice of their size: the array and the post engine
/// each take operators in order, a block when it is there. What the post engine needs of the bus
/// beyond what the product beside it leaves free delays the array.
class RowTimeline {
public:
  RowTimeline(const Graph& graph, std::span<const Placement> placements,
              const ArrayCapacity& capacity, std::int64_t rowsPerBlock)
      : graph_(graph), placements_(placements), capacity_(capacity), rowsPerBlock_(rowsPerBlock),
        ready_(graph.tensors.size()) {
    for (TensorId id = 0; id < ready_.size(); ++id)
      ready_[id].resize(blocksOf(placements[id].rows), 0);
  }

  std::int64_t cycles() {
    for (const Operator& op : graph_.operators)
      std::visit([this](const auto& kind) { run(kind); }, op.op);
    return std::max({array_, post_, last_});
  }

private:
  std::size_t blocksOf(std::int64_t rows) const {
    return static_cast<std::size_t>(ceilDiv(rows, rowsPerBlock_));
  }
  std::int64_t rowsOf(std::int64_t rows, std::size_t block) const {
    return std::min(rowsPerBlock_, rows - static_cast<std::int64_t>(block) * rowsPerBlock_);
  }

  /// Layers repeat their shapes.
  const MatmulTiling& tilingOf(const MatmulShape& shape) {
    const auto known = std::find_if(tilings_.begin(), tilings_.end(),
                                    [&](const auto& entry) { return entry.first == shape; });
    if (known != tilings_.end())
      return known->second;
    return tilings_.emplace_back(shape, chooseTiling(shape, capacity_, rowsPerBlock_)).second;
  }

  void run(const MatmulOp& op) {
    const MatmulShape shape = matmulShape(graph_, placements_, op);
    const MatmulTiling tiling = tilingOf(shape);
    const MatmulEstimate estimate(shape, capacity_);
    const std::int64_t load = estimate.firstLoadCycles(tiling);
    const bool columnsFirst = feedsAttention(graph_, op.output);
    freeBus_.assign(ready_[op.output].size(), 0);
    for (std::size_t b = 0; b < ready_[op.output].size(); ++b) {
      const std::int64_t rows = rowsOf(shape.M, b);
      const std::int64_t cycles = estimate.rowsCycles(tiling, rows, b == 0);
      freeBus_[b] = cycles - estimate.rowsBusCycles(tiling, rows, b == 0);
      const std::int64_t input = ready_[op.input][columnsFirst ? 0 : b];
      array_ = std::max(array_, input + load) + cycles;
      const std::int64_t drained = std::min(rows, tiling.rowsPerBlock);
      finish(op.output, b, array_ + estimate.lastDrainCycles(tiling, drained));
    }
  }

  void run(const PostOp& op) {
    std::int64_t bytes = 2 + (op.residual ? 2 : 0) + (op.out16 ? 2 : 0) + (op.out8 ? 1 : 0);
    bytes *= static_cast<std::int64_t>(op.D);
    for (std::size_t b = 0; b < ready_[op.a].size(); ++b) {
      const std::int64_t input =
          std::max(ready_[op.a][b], op.residual ? ready_[*op.residual][b] : 0);
      const std::int64_t moving = rowsOf(placements_[op.a].rows, b) * bytes / capacity_.memoryBytes;
      post_ = std::max(post_, input) + moving;
      if (b + 1 < freeBus_.size())
        array_ += std::max<std::int64_t>(0, moving - freeBus_[b + 1]);
      for (const auto& output : {op.out16, op.out8})
        if (output)
          finish(*output, b, post_);
    }
  }

  /// Beside the product that feeds it, so that only its order counts: every key before any output.
  void run(const AttentionOp& op) {
    const std::int64_t inputs = std::max(ready_[op.k.tensor].back(), ready_[op.v.tensor].back());
    for (std::size_t b = 0; b < ready_[op.out.tensor].size(); ++b)
      finish(op.out.tensor, b, std::max(inputs, ready_[op.q.tensor][b]));
  }

  void run(const SoftmaxOp&) {}

  /// Head by head, once everything is there.
  void run(const HeadProductOp& op) {
    const TensorId input = op.weighs ? op.table : op.queries.tensor;
    const TensorId output = op.weighs ? op.queries.tensor : op.table;
    const MatmulShape shape = headShape(op);
    const std::int64_t head = MatmulEstimate(shape, capacity_).leastCycles(shape.M);
    array_ = std::max({array_, ready_[input].back(), ready_[op.keys.tensor].back()});
    array_ += static_cast<std::int64_t>(op.H) * head;
    for (std::size_t b = 0; b < ready_[output].size(); ++b)
      finish(output, b, array_);
  }

  void run(const HostOp&) {}

  void finish(TensorId tensor, std::size_t block, std::int64_t time) {
    ready_[tensor][block] = time;
    last_ = std::max(last_, time);
  }

  const Graph& graph_;
  std::span<const Placement> placements_;
  const ArrayCapacity& capacity_;
  std::int64_t rowsPerBlock_;
  std::vector<std::vector<std::int64_t>> ready_; ///< by tensor and block of rows
  std::vector<std::pair<MatmulShape, MatmulTiling>> tilings_;
  std::vector<std::int64_t> freeBus_; ///< cycles in each block of the latest product
  std::int64_t array_ = 0, post_ = 0, last_ = 0;
};

/// Fewer cycles than any `RowTimeline` with blocks of so many rows: the array has to compute.
std::int64_t leastCycles(const std::vector<MatmulEstimate>& products,
                         const std::vector<MatmulShape>& shapes, std::int64_t rowsPerBlock) {
  std::int64_t cycles = 0;
  for (std::size_t i = 0; i < products.size(); ++i)
    cycles += products[i].leastCycles(std::min(rowsPerBlock, shapes[i].M));
  return cycles;
}

struct Estimate {
  std::int64_t rows, cycles;
};

/// Those of at most `alike` cycles by falling rows, as they stand in `tried`, then the others by
/// rising cycles.
std::vector<std::int64_t> bestFirst(std::vector<Estimate> tried, std::int64_t alike) {
  std::stable_sort(tried.begin(), tried.end(), [&](const Estimate& a, const Estimate& b) {
    return std::max(a.cycles, alike) < std::max(b.cycles, alike);
  });
  std::vector<std::int64_t> rows;
  rows.reserve(tried.size());
  for (const Estimate& each : tried)
    rows.push_back(each.rows);
  return rows;
}

std::vector<MatmulShape> productsOf(const Graph& graph, std::span<const Placement> placements) {
  std::vector<MatmulShape> shapes;
  for (const Operator& op : graph.operators)
    if (const auto* product = std::get_if<MatmulOp>(&op.op))
      shapes.push_back(matmulShape(graph, placements, *product));
  return shapes;
}

} // namespace

std::vector<std::int64_t> rowsPerBlockByEstimate(const Graph& graph,
                                                 std::span<const Placement> placements,
                                                 const ArrayCapacity& capacity) {
  std::int64_t most = 1;
  for (const Placement& place : placements)
    if (place.placed)
      most = std::max(most, place.rows);
  const std::vector<MatmulShape> shapes = productsOf(graph, placements);
  if (shapes.empty() || hasImages(graph))
    return {most};
  std::vector<MatmulEstimate> products;
  products.reserve(shapes.size());
  for (const MatmulShape& shape : shapes)
    products.emplace_back(shape, capacity);
  std::vector<Estimate> tried;
  std::int64_t fewest = std::numeric_limits<std::int64_t>::max() / 2;
  for (const std::int64_t rows : sizesToTry(most)) {
    if (leastCycles(products, shapes, rows) > fewest + fewest / kTolerance)
      continue;
    tried.push_back({rows, RowTimeline(graph, placements, capacity, rows).cycles()});
    fewest = std::min(fewest, tried.back().cycles);
  }
  return bestFirst(std::move(tried), fewest + fewest / kTolerance);
}

} // namespace weft
