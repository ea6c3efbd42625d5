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

MatmulPlan planMatmul(const Schedule& schedule, const MatmulOp& op, const OnChip& onChip) {
  MatmulPlan plan;
  plan.capacity = onChip.output ? besideResidents(schedule.capacity()) : schedule.capacity();
  plan.shape = matmulShape(schedule.graph(), schedule.placements(), op);
  plan.tiling = chooseTiling(plan.shape, plan.capacity, rowsPerBlockFor(schedule, onChip));
  plan.slabs = cutIntoBlocks(plan.shape.K, plan.capacity.rows, plan.tiling.kTiles);
  plan.columns = sectionsInTurn(
      cutIntoBlocks(plan.shape.N, plan.capacity.columns, plan.tiling.nTiles), plan.shape.section);
  return plan;
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

std::int64_t MatmulOperands::loadActivations(std::int64_t rowBegin, std::int64_t rows,
                                             std::size_t slabIndex) {
  const Block& slab = plan_.slabs[slabIndex];
  if (input_)
    return input_->word(rowBegin, rows, slab.begin() / plan_.capacity.rows);
  const auto key = rowBegin * static_cast<std::int64_t>(plan_.slabs.size()) +
                   static_cast<std::int64_t>(slabIndex);
  const OperandRing::Slot slot = activations_.claim(key, slotRows(rows) * plan_.tiling.kTiles);
  if (slot.loaded)
    return slot.begin;
  isa::Load load = activationLoad(slab, rowBegin, rows);
  load.start = static_cast<std::uint32_t>(slot.begin);
  const auto words = static_cast<std::int64_t>(slab.tiles.size()) * rows;
  schedule_.issue(isa::Engine::load, load,
                  {reads(op_.input, rowBegin, rowBegin + rows, slab.begin(), slab.end()),
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
  load.offset = static_cast<std::uint32_t>(place.at(rowBegin, slab.begin()));
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

std::int64_t MatmulOperands::loadWeights(std::size_t slabIndex, std::size_t columnIndex) {
  const std::size_t index = slabIndex * plan_.columns.size() + columnIndex;
  const OperandRing::Slot slot = weights_.claim(static_cast<std::int64_t>(index),
                                                plan_.tiling.weightSlotWords(plan_.capacity.rows));
  if (slot.loaded)
    return slot.begin;
  const Block& slab = plan_.slabs[slabIndex];
  const Block& columns = plan_.columns[columnIndex];
  const std::size_t bytes = weightBytes(plan_.capacity, slab, columns);
  std::uint32_t& offset = weightOffsets_[index];
  if (offset == kNotPacked)
    offset = schedule_.addConstant(bytes, [&](auto packed) {
      packWeights(schedule_.graph().tensors[op_.weight].data.values<std::int8_t>(),
                  plan_.shape.N.count, plan_.capacity, slab, columns, packed);
    });
  loadConstant(isa::LoadTo::weights, kWeightSpace, offset, bytes, slot.begin,
               static_cast<std::int64_t>(bytes) / plan_.capacity.columns);
  return slot.begin;
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
