// matmul_lowering.hpp: A matrix product or a convolution as load, matmul and store commands
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/matmul_operands.hpp"
#include "sw/compiler/matmul_results.hpp"

namespace weft {

/// Issues a product, or several of one plan whose matrices begin elsewhere in their tensors.
class MatmulLowering {
public:
  /// All of these must outlive this.
  MatmulLowering(Schedule& schedule, const MatmulOp& op, const MatmulPlan& plan,
                 WeightSource& weights, const OnChip& onChip)
      : schedule_(schedule), plan_(plan), weights_(weights),
        operands_(schedule, op, plan, onChip.input, weights),
        results_(schedule, op, plan, onChip.output) {}

  void moveTo(const Corner& input, const Corner& output) {
    operands_.moveTo(input);
    results_.moveTo(output);
  }
  void run(const Stored& stored);

private:
  void runRows(const Stored& stored);
  void runColumns(const Stored& stored);
  void runBlock(std::size_t blockIndex, std::size_t columnIndex);
  void multiply(std::int64_t rows, const Block& slab, const Block& columns,
                std::int64_t activations, std::int64_t weights, std::int64_t accumulator,
                bool accumulate);

  Schedule& schedule_;
  const MatmulPlan& plan_;
  WeightSource& weights_;
  MatmulOperands operands_;
  MatmulResults results_;
};

} // namespace weft
