// matmul_operands.hpp: Brings the operands of a product into the memories beside the array.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/channel_records.hpp"
#include "sw/compiler/matmul_plan.hpp"
#include "sw/compiler/operand_ring.hpp"
#include "sw/compiler/weight_source.hpp"

#include <cstdint>

namespace weft {

/// Element (0, 0) of a matrix in its tensor: another than the first one when it is one head's.
struct Corner {
  std::int64_t row = 0, column = 0;
};

/// Issues loads into slots that take turns; what a slot still holds is not loaded again. Each
/// function returns the first word of its operand.
class MatmulOperands {
public:
  /// `schedule`, `op`, `plan` and `weights` must outlive this. Places all channel records.
  MatmulOperands(Schedule& schedule, const MatmulOp& op, const MatmulPlan& plan,
                 const std::optional<Resident>& input, WeightSource& weights);

  /// Where the activations of the next products begin in their tensor.
  void moveTo(const Corner& corner) { corner_ = corner; }

  /// What block `block` sees of a slab. Nothing is loaded of an input that is on chip.
  std::int64_t loadActivations(std::size_t block, std::size_t slab);
  std::int64_t loadWeights(std::size_t slab, std::size_t columns);
  std::int64_t loadParameters(std::size_t columns) { return records_.load(columns); }

private:
  /// Columns first, blocks of rows come again: then all have slots alike.
  std::int64_t slotRows(std::int64_t rows) const {
    return plan_.shape.columnsFirst ? plan_.tiling.rowsPerBlock : rows;
  }
  std::int64_t keyOf(std::size_t block, std::size_t slab) const;
  void loadRows(const Block& slab, std::size_t block, std::int64_t begin);
  void loadWindow(const Block& slab, std::size_t block, std::int64_t begin);

  Schedule& schedule_;
  const MatmulOp& op_;
  const MatmulPlan& plan_;
  std::optional<Resident> input_;
  WeightSource& source_;
  Corner corner_;
  OperandRing activations_, weights_;
  ChannelRecords records_;
};

} // namespace weft
