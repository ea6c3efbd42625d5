// channel_records.cpp: Brings the channel records of a product into the parameter RAM.
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/channel_records.hpp"

#include "sw/compiler/matmul_constants.hpp"

namespace weft {

ChannelRecords::ChannelRecords(Schedule& schedule, const MatmulOp& op, const MatmulPlan& plan)
    : schedule_(schedule), plan_(plan),
      slots_(plan.tiling.parameterSlots(plan.capacity), plan.tiling.nTiles,
             schedule.filledTo(kParameterSpace)) {
  for (const Block& block : plan.columns)
    offsets_.push_back(schedule.addConstant(parameterBytes(plan.capacity, block), [&](auto packed) {
      packParameters(op, plan.capacity, block, packed);
    }));
}

std::int64_t ChannelRecords::load(std::size_t columnIndex) {
  const Block& columns = plan_.columns[columnIndex];
  const OperandRing::Slot slot = slots_.claim(-1, plan_.tiling.nTiles);
  schedule_.loadConstant(isa::LoadTo::parameters, offsets_[columnIndex],
                         parameterBytes(plan_.capacity, columns), slot.begin,
                         static_cast<std::int64_t>(columns.tiles.size()));
  return slot.begin;
}

} // namespace weft
