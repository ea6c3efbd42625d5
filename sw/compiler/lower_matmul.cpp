// lower_matmul.cpp: A matrix product or a convolution as load, matmul and store commands
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/convolution_lowering.hpp"
#include "sw/compiler/matmul_lowering.hpp"

#include <algorithm>
#include <memory>

namespace weft {
void MatmulLowering::run(const Stored& stored) {
  if (plan_.shape.columnsFirst)
    runColumns(stored);
  else
    runRows(stored);
}

/// What follows needs whole rows.
void MatmulLowering::runRows(const Stored& stored) {
  for (std::size_t b = 0; b < plan_.blocks.size(); ++b)
    for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
      runBlock(b, i);
      stored(plan_.storedRows(b).end, plan_.columns[i].end());
    }
}

/// What follows needs whole columns, the same ones of q, k and v.
void MatmulLowering::runColumns(const Stored& stored) {
  const std::int64_t section = plan_.shape.section > 0 ? plan_.shape.section : plan_.shape.N.count;
  std::vector<std::int64_t> storedOf(static_cast<std::size_t>(plan_.shape.N.count / section), 0);
  for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
    const std::int64_t last = plan_.columns[i].end() - 1;
    storedOf[static_cast<std::size_t>(last / section)] = last % section + 1;
    const std::int64_t columns = *std::min_element(storedOf.begin(), storedOf.end());
    for (std::size_t b = 0; b < plan_.blocks.size(); ++b) {
      runBlock(b, i);
      stored(plan_.storedRows(b).end, columns);
    }
  }
}

void MatmulLowering::runBlock(std::size_t blockIndex, std::size_t columnIndex) {
  const Block& columns = plan_.columns[columnIndex];
  const std::int64_t rows = plan_.blocks[blockIndex].rows();
  const std::int64_t accumulator =
      schedule_.nextAccumulatorHalf() * (plan_.capacity.accumulatorRows / 2);
  const Extent rowExtent = plan_.storedRows(blockIndex),
               columnExtent{columns.begin(), columns.end()};
  for (std::size_t i = 0; i < plan_.slabs.size(); ++i) {
    const Block& slab = plan_.slabs[i];
    schedule_.setTile({rowExtent, columnExtent, {slab.begin(), slab.end()}, {}});
    const std::int64_t weights = operands_.loadWeights(i, columnIndex);
    const std::int64_t activations = operands_.loadActivations(blockIndex, i);
    multiply(rows, slab, columns, activations, weights, accumulator, i > 0);
  }
  results_.store(blockIndex, columns, accumulator, operands_.loadParameters(columnIndex));
}

void MatmulLowering::multiply(std::int64_t rows, const Block& slab, const Block& columns,
                              std::int64_t activations, std::int64_t weights,
                              std::int64_t accumulator, bool accumulate) {
  const auto kTiles = static_cast<std::int64_t>(slab.tiles.size());
  const auto nTiles = static_cast<std::int64_t>(columns.tiles.size());
  isa::Matmul matmul;
  matmul.accumulate = accumulate ? 1 : 0;
  matmul.rows = static_cast<std::uint32_t>(rows);
  matmul.kTiles = static_cast<std::uint32_t>(kTiles);
  matmul.nTiles = static_cast<std::uint32_t>(nTiles);
  matmul.activationStart = static_cast<std::uint32_t>(activations);
  matmul.activationStride = static_cast<std::uint32_t>(rows);
  matmul.weightStart = static_cast<std::uint32_t>(weights);
  const TileStrides strides = weights_.strides(slab, columns);
  matmul.weightKStride = static_cast<std::uint32_t>(strides.k);
  matmul.weightNStride = static_cast<std::uint32_t>(strides.n);
  matmul.accumulatorStart = static_cast<std::uint32_t>(accumulator);
  matmul.accumulatorStride = static_cast<std::uint32_t>(rows);
  schedule_.issue(
      isa::Engine::array, matmul,
      {readsWords(kActivationSpace, activations, activations + kTiles * rows),
       readsWords(kWeightSpace, weights, weights + kTiles * nTiles * plan_.capacity.rows),
       writesWords(kAccumulatorSpace, accumulator, accumulator + nTiles * rows)});
}

namespace {

/// Constants are packed; what an operator wrote lies as it wrote it.
std::unique_ptr<WeightSource> weightsOf(Schedule& schedule, const MatmulOp& op,
                                        const MatmulPlan& plan) {
  if (schedule.graph().tensors[op.weight].kind == TensorKind::weight)
    return std::make_unique<PackedWeights>(schedule, op, plan);
  return std::make_unique<TensorWeights>(schedule, op, plan);
}

} // namespace

void lowerMatmul(Schedule& schedule, const MatmulOp& op, const OnChip& onChip,
                 const Stored& stored) {
  if (const auto convolution = planConvolution(schedule, op))
    return ConvolutionLowering(schedule, op, *convolution).run(stored);
  const MatmulPlan plan = planMatmul(schedule, op, onChip);
  const std::unique_ptr<WeightSource> weights = weightsOf(schedule, op, plan);
  MatmulLowering(schedule, op, plan, *weights, onChip).run(stored);
}

} // namespace weft
