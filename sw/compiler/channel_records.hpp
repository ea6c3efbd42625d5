// channel_records.hpp: Brings the channel records of a product into the parameter RAM.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/matmul_plan.hpp"
#include "sw/compiler/operand_ring.hpp"

#include <cstdint>
#include <vector>

namespace weft {

/// Issues the loads of a block of columns after the other into slots that take turns.
class ChannelRecords {
public:
  /// `schedule` and `plan` must outlive this. Places the records of all columns of `op`.
  ChannelRecords(Schedule& schedule, const MatmulOp& op, const MatmulPlan& plan);

  /// The first word of those of block `columns`.
  std::int64_t load(std::size_t columns);

private:
  Schedule& schedule_;
  const MatmulPlan& plan_;
  std::vector<std::uint32_t> offsets_; ///< by block of columns
  OperandRing slots_;
};

} // namespace weft
