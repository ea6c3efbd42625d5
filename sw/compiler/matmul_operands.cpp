// matmul_operands.cpp: Brings the operands of a product into the memories beside the array.
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/matmul_operands.hpp"

#include "sw/compiler/matmul_constants.hpp"

namespace weft {
namespace {

std::int64_t rowsPerBlockFor(const Schedule& schedule, const OnChip& onChip) {
  const auto& resident = onChip.input ? onChip.input : onChip.output;
  return resident ? resident->rowsPerBlock : schedule.rowsPerBlock();
}

} // namespace

MatmulPlan planProduct(const ArrayCapacity& capacity, const MatmulShape& shape,
                       std::int64_t rowsPerBlock) {
  MatmulPlan plan;
  plan.capacity = capacity;
  plan.shape = shape;
  plan.tiling = chooseTiling(shape, capacity, rowsPerBlock);
  plan.slabs = cutIntoBlocks(shape.K, capacity.rows, plan.tiling.kTiles);
  plan.columns =
      sectionsInTurn(cutIntoBlocks(shape.N, capacity.columns, plan.tiling.nTiles), shape.section);
  return plan;
}

MatmulPlan planMatmul(const Schedule& schedule, const MatmulOp& op, const OnChip& onChip) {
  return planProduct(onChip.output ? besideResidents(schedule.capacity()) : schedule.capacity(),
                     matmulShape(schedule.graph(), schedule.placements(), op),
                     rowsPerBlockFor(schedule, onChip));
}

MatmulOperands::MatmulOperands(Schedule& schedule, const MatmulOp& op, const MatmulPlan& plan,
                               const std::optional<Resident>& input, WeightSource& weights)
    : schedule_(schedule), op_(op), plan_(plan), input_(input), source_(weights),
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

/// Unlike for all rows and slabs of all heads.
std::int64_t MatmulOperands::keyOf(std::int64_t rowBegin, std::size_t slab) const {
  const std::int64_t columns = schedule_.place(op_.input).columns;
  return ((corner_.row + rowBegin) * columns + corner_.column) *
             static_cast<std::int64_t>(plan_.slabs.size()) +
         static_cast<std::int64_t>(slab);
}

std::int64_t MatmulOperands::loadActivations(std::int64_t rowBegin, std::int64_t rows,
                                             std::size_t slabIndex) {
  const Block& slab = plan_.slabs[slabIndex];
  if (input_)
    return input_->word(rowBegin, rows, slab.begin() / plan_.capacity.rows);
  const OperandRing::Slot slot =
      activations_.claim(keyOf(rowBegin, slabIndex), slotRows(rows) * plan_.tiling.kTiles);
  if (slot.loaded)
    return slot.begin;
  isa::Load load = activationLoad(slab, rowBegin, rows);
  load.start = static_cast<std::uint32_t>(slot.begin);
  const auto words = static_cast<std::int64_t>(slab.tiles.size()) * rows;
  const std::int64_t row = corner_.row + rowBegin;
  schedule_.issue(isa::Engine::load, load,
                  {reads(op_.input, row, row + rows, corner_.column + slab.begin(),
                         corner_.column + slab.end()),
                   writesWords(kActivationSpace, slot.begin, slot.begin + words)});
  return slot.begin;
}

/// Groups of a slab are alike: whole groups, or one part of a group.
isa::Load MatmulOperands::activationLoad(const Block& slab, std::int64_t rowBegin,
                                         std::int64_t rows) const {
  const Placement& place = schedule_.place(op_.input);
  const std::vector<Piece> pieces = slab.pieces();
  isa::Load load;
  load.base = place.base;
  load.destination = isa::LoadTo::activations;
  load.offset =
      static_cast<std::uint32_t>(place.at(corner_.row + rowBegin, corner_.column + slab.begin()));
  load.bytes = static_cast<std::uint32_t>(pieces.front().columns);
  load.count1 = static_cast<std::uint32_t>(rows);
  load.stride1 = static_cast<std::int32_t>(place.pitch);
  load.count2 = static_cast<std::uint32_t>(pieces.size());
  load.stride2 = static_cast<std::int32_t>(place.groupPitch);
  load.wordStep = static_cast<std::uint32_t>(rows);
  load.step1 = 1;
  if (pieces.size() > 1)
    load.step2 = static_cast<std::uint32_t>(pieces.front().tiles * rows);
  return load;
}

std::int64_t MatmulOperands::loadWeights(std::size_t slab, std::size_t columns) {
  const OperandRing::Slot slot =
      weights_.claim(source_.key(slab, columns), plan_.tiling.weightSlotWords(plan_.capacity.rows));
  if (!slot.loaded)
    source_.load(slab, columns, slot.begin);
  return slot.begin;
}

std::int64_t MatmulOperands::loadParameters(std::size_t columnIndex) {
  const Block& columns = plan_.columns[columnIndex];
  const OperandRing::Slot slot = parameters_.claim(-1, plan_.tiling.nTiles);
  schedule_.loadConstant(isa::LoadTo::parameters, parameterOffsets_[columnIndex],
                         parameterBytes(plan_.capacity, columns), slot.begin,
                         static_cast<std::int64_t>(columns.tiles.size()));
  return slot.begin;
}

} // namespace weft
