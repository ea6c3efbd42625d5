// matmul_lowering.hpp: A matrix product as load, matmul and store commands
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/matmul_operands.hpp"

#include <array>

namespace weft {

/// Issues a product, or several of one plan whose matrices begin elsewhere in their tensors.
class MatmulLowering {
public:
  /// All of these must outlive this.
  MatmulLowering(Schedule& schedule, const MatmulOp& op, const MatmulPlan& plan,
                 WeightSource& weights, const OnChip& onChip)
      : schedule_(schedule), op_(op), resident_(onChip.output), plan_(plan), weights_(weights),
        operands_(schedule, op, plan, onChip.input, weights) {}

  void moveTo(const Corner& input, const Corner& output) {
    operands_.moveTo(input);
    output_ = output;
  }
  void run(const Stored& stored);

private:
  void runRows(const Stored& stored);
  void runColumns(const Stored& stored);
  std::int64_t rowsFrom(std::int64_t row) const {
    return std::min(plan_.tiling.rowsPerBlock, plan_.shape.M - row);
  }
  void runBlock(std::int64_t rowBegin, std::size_t columnIndex);
  void multiply(std::int64_t rows, const Block& slab, const Block& columns,
                std::int64_t activations, std::int64_t weights, std::int64_t accumulator,
                bool accumulate);
  void store(std::int64_t rowBegin, std::int64_t rows, const Block& columns,
             std::int64_t accumulator, std::int64_t parameters);
  void forward(isa::Store store, std::int64_t rowBegin, const Piece& piece);
  std::array<Access, 2> operandsOf(const isa::Store& store, std::int64_t tiles) const;

  Schedule& schedule_;
  const MatmulOp& op_;
  std::optional<Resident> resident_; ///< the output, for the product behind it
  const MatmulPlan& plan_;
  WeightSource& weights_;
  MatmulOperands operands_;
  Corner output_;
};

} // namespace weft
