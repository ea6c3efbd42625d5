// matmul_operands.cpp: Brings the operands of a product into the memories beside the array.
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/matmul_operands.hpp"

#include "sw/compiler/window_loads.hpp"

namespace weft {
MatmulOperands::MatmulOperands(Schedule& schedule, const MatmulOp& op, const MatmulPlan& plan,
                               const std::optional<Resident>& input, WeightSource& weights)
    : schedule_(schedule), op_(op), plan_(plan), input_(input), source_(weights),
      activations_(plan.tiling.activationSlots(plan.capacity), plan.tiling.activationSlotWords(),
                   schedule.filledTo(kActivationSpace)),
      weights_(plan.tiling.weightSlots(plan.capacity),
               plan.tiling.weightSlotWords(plan.capacity.rows), schedule.filledTo(kWeightSpace)),
      records_(schedule, op, plan) {}

/// Unlike for all blocks and slabs of all heads.
std::int64_t MatmulOperands::keyOf(std::size_t block, std::size_t slab) const {
  const std::int64_t corner = corner_.row * schedule_.place(op_.input).columns + corner_.column;
  const auto blocks = static_cast<std::int64_t>(plan_.blocks.size());
  const auto slabs = static_cast<std::int64_t>(plan_.slabs.size());
  return (corner * blocks + static_cast<std::int64_t>(block)) * slabs +
         static_cast<std::int64_t>(slab);
}

std::int64_t MatmulOperands::loadActivations(std::size_t block, std::size_t slabIndex) {
  const Block& slab = plan_.slabs[slabIndex];
  const std::int64_t rows = plan_.blocks[block].rows();
  if (input_)
    return input_->word(plan_.storedRows(block).begin, rows, slab.begin() / plan_.capacity.rows);
  const OperandRing::Slot slot =
      activations_.claim(keyOf(block, slabIndex), slotRows(rows) * plan_.tiling.kTiles);
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
  const Extent stored = plan_.storedRows(block);
  const Extent rowExtent{corner_.row + stored.begin, corner_.row + stored.end};
  const Extent columnExtent{corner_.column + slab.begin(), corner_.column + slab.end()};
  const std::int64_t rows = rowExtent.end - rowExtent.begin;
  const std::vector<Piece> pieces = slab.pieces();
  isa::Load load;
  load.base = place.base;
  load.destination = isa::LoadTo::activations;
  load.offset = static_cast<std::uint32_t>(place.at(rowExtent.begin, columnExtent.begin));
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
  schedule_.issue(
      isa::Engine::load, load,
      {reads(op_.input, rowExtent.begin, rowExtent.end, columnExtent.begin, columnExtent.end),
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

std::int64_t MatmulOperands::loadWeights(std::size_t slab, std::size_t columns) {
  const OperandRing::Slot slot =
      weights_.claim(source_.key(slab, columns), plan_.tiling.weightSlotWords(plan_.capacity.rows));
  if (!slot.loaded)
    source_.load(slab, columns, slot.begin);
  return slot.begin;
}

} // namespace weft
