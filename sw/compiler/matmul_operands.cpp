// matmul_operands.cpp: Brings the operands of a product into the memories beside the array.
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/matmul_operands.hpp"

#include "sw/compiler/matmul_constants.hpp"
#include "sw/compiler/window_loads.hpp"

namespace weft {
namespace {

std::int64_t rowsPerBlockFor(const Schedule& schedule, const OnChip& onChip) {
  const auto& resident = onChip.input ? onChip.input : onChip.output;
  return resident ? resident->rowsPerBlock : schedule.rowsPerBlock();
}

} // namespace

MatmulPlan planMatmul(const Schedule& schedule, const MatmulOp& op, const OnChip& onChip) {
  MatmulPlan plan;
  plan.capacity = onChip.output ? besideResidents(schedule.capacity()) : schedule.capacity();
  plan.shape = matmulShape(schedule.graph(), schedule.placements(), op);
  plan.tiling = chooseTiling(plan.shape, plan.capacity, rowsPerBlockFor(schedule, onChip));
  plan.slabs = cutIntoBlocks(plan.shape.K, plan.capacity.rows, plan.tiling.kTiles);
  plan.columns = sectionsInTurn(
      cutIntoBlocks(plan.shape.N, plan.capacity.columns, plan.tiling.nTiles), plan.shape.section);
  plan.blocks = cutResults(plan.shape.results, plan.tiling.rowsPerBlock);
  return plan;
}

Extent MatmulPlan::storedRows(std::size_t block) const {
  const ResultBlock& results = blocks[block];
  const std::int64_t width = shape.results.storedWidth();
  return {results.storedLines.begin * width + results.storedColumns.begin,
          (results.storedLines.end - 1) * width + results.storedColumns.end};
}

MatmulOperands::MatmulOperands(Schedule& schedule, const MatmulOp& op, const MatmulPlan& plan,
                               const std::optional<Resident>& input)
    : schedule_(schedule), op_(op), plan_(plan), input_(input),
      weightOffsets_(plan.slabs.size() * plan.columns.size(), kNotPacked),
      activations_(plan.tiling.activationSlots(plan.capacity), plan.tiling.activationSlotWords(),
                   schedule.filledTo(kActivationSpace)),
      weights_(plan.tiling.weightSlots(plan.capacity),
               plan.tiling.weightSlotWords(plan.capacity.rows), schedule.filledTo(kWeightSpace)),
      parameters_(plan.tiling.parameterSlots(plan.capacity), plan.tiling.nTiles,
                  schedule.filledTo(kParameterSpace)) {
  for (const Block& block : plan.columns)
    parameterOffsets_.push_back(
        schedule.addConstant(parameterBytes(plan.capacity, block), [&](auto packed) {
          packParameters(op, plan.capacity, block, packed);
        }));
}

std::int64_t MatmulOperands::loadActivations(std::size_t block, std::size_t slabIndex) {
  const Block& slab = plan_.slabs[slabIndex];
  const std::int64_t rows = plan_.blocks[block].rows();
  if (input_)
    return input_->word(plan_.storedRows(block).begin, rows, slab.begin() / plan_.capacity.rows);
  const auto key = static_cast<std::int64_t>(block * plan_.slabs.size() + slabIndex);
  const OperandRing::Slot slot = activations_.claim(key, slotRows(rows) * plan_.tiling.kTiles);
  if (slot.loaded)
    return slot.begin;
  if (op_.window)
    loadWindow(slab, block, slot.begin);
  else
    loadRows(slab, block, slot.begin);
  return slot.begin;
}

/// Groups of a slab are alike: whole groups, or one part of a group.
void MatmulOperands::loadRows(const Block& slab, std::size_t block, std::int64_t begin) {
  const Placement& place = schedule_.place(op_.input);
  const Extent rowExtent = plan_.storedRows(block);
  const std::int64_t rows = rowExtent.end - rowExtent.begin;
  const std::vector<Piece> pieces = slab.pieces();
  isa::Load load;
  load.base = place.base;
  load.destination = isa::LoadTo::activations;
  load.offset = static_cast<std::uint32_t>(place.at(rowExtent.begin, slab.begin()));
  load.bytes = static_cast<std::uint32_t>(pieces.front().columns);
  load.count1 = static_cast<std::uint32_t>(rows);
  load.stride1 = static_cast<std::int32_t>(place.pitch);
  load.count2 = static_cast<std::uint32_t>(pieces.size());
  load.stride2 = static_cast<std::int32_t>(place.groupPitch);
  load.start = static_cast<std::uint32_t>(begin);
  load.wordStep = static_cast<std::uint32_t>(rows);
  load.step1 = 1;
  if (pieces.size() > 1)
    load.step2 = static_cast<std::uint32_t>(pieces.front().tiles * rows);
  const auto words = static_cast<std::int64_t>(slab.tiles.size()) * rows;
  schedule_.issue(isa::Engine::load, load,
                  {reads(op_.input, rowExtent.begin, rowExtent.end, slab.begin(), slab.end()),
                   writesWords(kActivationSpace, begin, begin + words)});
}

/// A LOAD for every place of the kernel in the slab.
void MatmulOperands::loadWindow(const Block& slab, std::size_t block, std::int64_t begin) {
  const ResultBlock& results = plan_.blocks[block];
  const WindowLoads loads(*op_.window, schedule_.place(op_.input), results);
  for (const Piece& piece : slab.pieces()) {
    const std::int64_t start = begin + piece.firstTile * results.rows();
    const WindowLoad each = loads.of(piece, start);
    schedule_.issue(isa::Engine::load, each.command,
                    {reads(op_.input, each.pixels.begin, each.pixels.end, each.channels.begin,
                           each.channels.end),
                     writesWords(kActivationSpace, start, start + piece.tiles * results.rows())});
  }
}

std::int64_t MatmulOperands::loadWeights(std::size_t slabIndex, std::size_t columnIndex) {
  const std::size_t index = slabIndex * plan_.columns.size() + columnIndex;
  const OperandRing::Slot slot = weights_.claim(static_cast<std::int64_t>(index),
                                                plan_.tiling.weightSlotWords(plan_.capacity.rows));
  if (slot.loaded)
    return slot.begin;
  if (weightsAreConstant())
    loadPacked(slabIndex, columnIndex, slot.begin);
  else
    loadUnpacked(plan_.slabs[slabIndex], plan_.columns[columnIndex], slot.begin);
  return slot.begin;
}

bool MatmulOperands::weightsAreConstant() const {
  return schedule_.graph().tensors[op_.weight].kind == TensorKind::weight;
}

/// Packed weights follow the array's loops; rows of a tensor lie behind each other in every tile of
/// columns, all k tiles of it.
WeightStrides MatmulOperands::weightStrides(const Block& slab, const Block& columns) const {
  const std::int64_t tile = plan_.capacity.rows;
  if (weightsAreConstant())
    return {static_cast<std::int64_t>(columns.tiles.size()) * tile, tile};
  return {tile, static_cast<std::int64_t>(slab.tiles.size()) * tile};
}

void MatmulOperands::loadPacked(std::size_t slabIndex, std::size_t columnIndex,
                                std::int64_t begin) {
  const Block& slab = plan_.slabs[slabIndex];
  const Block& columns = plan_.columns[columnIndex];
  const std::size_t bytes = weightBytes(plan_.capacity, slab, columns);
  std::uint32_t& offset = weightOffsets_[slabIndex * plan_.columns.size() + columnIndex];
  if (offset == kNotPacked)
    offset = schedule_.addConstant(bytes, [&](auto packed) {
      packWeights(schedule_.graph().tensors[op_.weight].data.values<std::int8_t>(),
                  plan_.shape.N.count, plan_.capacity, slab, columns, packed);
    });
  loadConstant(isa::LoadTo::weights, kWeightSpace, offset, bytes, begin,
               static_cast<std::int64_t>(bytes) / plan_.capacity.columns);
}

/// Rows of a tensor as they lie in memory; the last tile is filled up with rows of zeros.
void MatmulOperands::loadUnpacked(const Block& slab, const Block& columns, std::int64_t begin) {
  const Placement& place = schedule_.place(op_.weight);
  const std::int64_t words = static_cast<std::int64_t>(slab.tiles.size()) * plan_.capacity.rows;
  const std::int64_t rows = slab.end() - slab.begin();
  isa::Load load;
  load.base = place.base;
  load.destination = isa::LoadTo::weights;
  load.offset = static_cast<std::uint32_t>(place.at(slab.begin(), columns.begin()));
  load.bytes = static_cast<std::uint32_t>(columns.end() - columns.begin());
  load.count1 = static_cast<std::uint32_t>(words);
  load.stride1 = static_cast<std::int32_t>(place.pitch);
  load.zeroLast1 = static_cast<std::uint32_t>(words - rows);
  load.start = static_cast<std::uint32_t>(begin);
  load.wordStep = static_cast<std::uint32_t>(weightStrides(slab, columns).n);
  load.step1 = 1;
  const std::int64_t end = begin + words * static_cast<std::int64_t>(columns.tiles.size());
  schedule_.issue(isa::Engine::load, load,
                  {reads(op_.weight, slab.begin(), slab.end(), columns.begin(), columns.end()),
                   writesWords(kWeightSpace, begin, end)});
}

std::int64_t MatmulOperands::loadParameters(std::size_t columnIndex) {
  const Block& columns = plan_.columns[columnIndex];
  const OperandRing::Slot slot = parameters_.claim(-1, plan_.tiling.nTiles);
  loadConstant(isa::LoadTo::parameters, kParameterSpace, parameterOffsets_[columnIndex],
               parameterBytes(plan_.capacity, columns), slot.begin,
               static_cast<std::int64_t>(columns.tiles.size()));
  return slot.begin;
}

void MatmulOperands::loadConstant(isa::LoadTo destination, SpaceId space, std::uint32_t offset,
                                  std::size_t bytes, std::int64_t begin, std::int64_t words) {
  isa::Load load;
  load.base = kConstantBase;
  load.destination = destination;
  load.offset = offset;
  load.bytes = static_cast<std::uint32_t>(bytes);
  load.start = static_cast<std::uint32_t>(begin);
  load.wordStep = 1;
  schedule_.issue(isa::Engine::load, load, {writesWords(space, begin, begin + words)});
}

} // namespace weft
