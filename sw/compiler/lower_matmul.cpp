// lower_matmul.cpp: A matrix product as load, matmul and store commands
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/operands.hpp"
#include "gen/num/integers.hpp"
#include "sw/compiler/matmul_lowering.hpp"

#include <algorithm>

namespace weft {
namespace {

isa::OutputType outputType(std::uint64_t elementBytes) {
  using enum isa::OutputType;
  return elementBytes == isa::bytesOf(int8)    ? int8
         : elementBytes == isa::bytesOf(int16) ? int16
                                               : int32;
}

} // namespace

void MatmulLowering::run(const Stored& stored) {
  if (plan_.shape.columnsFirst)
    runColumns(stored);
  else
    runRows(stored);
}

/// What follows needs whole rows.
void MatmulLowering::runRows(const Stored& stored) {
  for (std::int64_t row = 0; row < plan_.shape.M; row += plan_.tiling.rowsPerBlock)
    for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
      runBlock(row, i);
      stored(row + rowsFrom(row), plan_.columns[i].end());
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
    for (std::int64_t row = 0; row < plan_.shape.M; row += plan_.tiling.rowsPerBlock) {
      runBlock(row, i);
      stored(row + rowsFrom(row), columns);
    }
  }
}

void MatmulLowering::runBlock(std::int64_t rowBegin, std::size_t columnIndex) {
  const Block& columns = plan_.columns[columnIndex];
  const std::int64_t rows = rowsFrom(rowBegin);
  const std::int64_t accumulator =
      schedule_.nextAccumulatorHalf() * (plan_.capacity.accumulatorRows / 2);
  const Extent rowExtent{rowBegin, rowBegin + rows}, columnExtent{columns.begin(), columns.end()};
  for (std::size_t i = 0; i < plan_.slabs.size(); ++i) {
    const Block& slab = plan_.slabs[i];
    schedule_.setTile({rowExtent, columnExtent, {slab.begin(), slab.end()}, {}});
    const std::int64_t weights = operands_.loadWeights(i, columnIndex);
    const std::int64_t activations = operands_.loadActivations(rowBegin, rows, i);
    multiply(rows, slab, columns, activations, weights, accumulator, i > 0);
  }
  store(rowBegin, rows, columns, accumulator, operands_.loadParameters(columnIndex));
}

void MatmulLowering::multiply(std::int64_t rows, const Block& slab, const Block& columns,
                              std::int64_t activations, std::int64_t weights,
                              std::int64_t accumulator, bool accumulate) {
  const auto kTiles = static_cast<std::int64_t>(slab.tiles.size());
  const auto nTiles = static_cast<std::int64_t>(columns.tiles.size());
  const TileStrides stride = weights_.strides(slab, columns);
  isa::Matmul matmul;
  matmul.accumulate = accumulate ? 1 : 0;
  matmul.rows = static_cast<std::uint32_t>(rows);
  matmul.kTiles = static_cast<std::uint32_t>(kTiles);
  matmul.nTiles = static_cast<std::uint32_t>(nTiles);
  matmul.activationStart = static_cast<std::uint32_t>(activations);
  matmul.activationStride = static_cast<std::uint32_t>(rows);
  matmul.weightStart = static_cast<std::uint32_t>(weights);
  matmul.weightKStride = static_cast<std::uint32_t>(stride.k);
  matmul.weightNStride = static_cast<std::uint32_t>(stride.n);
  matmul.accumulatorStart = static_cast<std::uint32_t>(accumulator);
  matmul.accumulatorStride = static_cast<std::uint32_t>(rows);
  schedule_.issue(
      isa::Engine::array, matmul,
      {readsWords(kActivationSpace, activations, activations + kTiles * rows),
       readsWords(kWeightSpace, weights, weights + kTiles * nTiles * plan_.capacity.rows),
       writesWords(kAccumulatorSpace, accumulator, accumulator + nTiles * rows)});
}

void MatmulLowering::store(std::int64_t rowBegin, std::int64_t rows, const Block& columns,
                           std::int64_t accumulator, std::int64_t parameters) {
  const Placement& place = schedule_.place(op_.output);
  for (const Piece& piece : columns.pieces()) {
    const std::int64_t start = accumulator + piece.firstTile * rows;
    const std::int64_t row = output_.row + rowBegin, column = output_.column + piece.begin;
    isa::Store store;
    store.base = place.base;
    store.type = outputType(place.elementBytes);
    store.activation = op_.activation;
    store.offset = static_cast<std::uint32_t>(place.at(row, column));
    store.columns = static_cast<std::uint32_t>(piece.columns);
    store.count1 = static_cast<std::uint32_t>(rows);
    store.stride1 = static_cast<std::int32_t>(place.pitch);
    store.accumulatorStart = static_cast<std::uint32_t>(start);
    store.accumulatorStride = static_cast<std::uint32_t>(rows);
    store.parameterStart = static_cast<std::uint32_t>(parameters + piece.firstTile);
    store.secondScale = op_.postScale.word;
    schedule_.setTile(
        {{rowBegin, rowBegin + rows}, {piece.begin, piece.begin + piece.columns}, {}, {}});
    if (resident_)
      forward(store, rowBegin, piece);
    const auto [sums, channels] = operandsOf(store, piece.tiles);
    schedule_.issue(
        isa::Engine::store, store,
        {sums, channels, writes(op_.output, row, row + rows, column, column + piece.columns)});
  }
}

/// The same block to the scratchpad, first: the next product waits for it.
void MatmulLowering::forward(isa::Store store, std::int64_t rowBegin, const Piece& piece) {
  const std::int64_t rows = store.count1;
  const std::int64_t start = resident_->word(rowBegin, rows, piece.begin / plan_.capacity.rows);
  const std::int64_t words = ceilDiv(piece.columns, plan_.capacity.rows);
  store.destination = isa::StoreTo::activations;
  store.start = static_cast<std::uint32_t>(start);
  store.wordStep = static_cast<std::uint32_t>(rows);
  const auto [sums, channels] = operandsOf(store, piece.tiles);
  schedule_.issue(isa::Engine::store, store,
                  {sums, channels, writesWords(kActivationSpace, start, start + words * rows)});
}

std::array<Access, 2> MatmulLowering::operandsOf(const isa::Store& store,
                                                 std::int64_t tiles) const {
  return {readsWords(kAccumulatorSpace, store.accumulatorStart,
                     store.accumulatorStart + tiles * store.count1),
          readsWords(kParameterSpace, store.parameterStart, store.parameterStart + tiles)};
}

void lowerMatmul(Schedule& schedule, const MatmulOp& op, const OnChip& onChip,
                 const Stored& stored) {
  const MatmulPlan plan = planMatmul(schedule, op, onChip);
  PackedWeights weights(schedule, op, plan);
  MatmulLowering(schedule, op, plan, weights, onChip).run(stored);
}

} // namespace weft
