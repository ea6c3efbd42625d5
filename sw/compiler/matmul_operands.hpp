// matmul_operands.hpp: Brings the operands of a product into the memories beside the array.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/matmul_tiling.hpp"
#include "sw/compiler/on_chip.hpp"
#include "sw/compiler/operand_ring.hpp"
#include "sw/compiler/schedule.hpp"

#include <cstdint>
#include <vector>

namespace weft {

/// How a product is cut.
struct MatmulPlan {
  ArrayCapacity capacity; ///< that it may use
  MatmulShape shape;
  MatmulTiling tiling;
  std::vector<Block> slabs;        ///< of K
  std::vector<Block> columns;      ///< of N, in their turn
  std::vector<ResultBlock> blocks; ///< of M

  /// From the first to the last row of the output that a block stores.
  Extent storedRows(std::size_t block) const;
};

/// Weight words between neighbouring tiles of a slab.
struct WeightStrides {
  std::int64_t k, n;
};

/// Beside what stays on chip for or from its neighbours.
MatmulPlan planMatmul(const Schedule& schedule, const MatmulOp& op, const OnChip& onChip);

/// Issues loads into slots that take turns; what a slot still holds is not loaded again. Each
/// function returns the first word of its operand.
class MatmulOperands {
public:
  /// `schedule`, `op` and `plan` must outlive this. Places the channel records of all columns.
  MatmulOperands(Schedule& schedule, const MatmulOp& op, const MatmulPlan& plan,
                 const std::optional<Resident>& input);

  /// What block `block` sees of a slab. Nothing is loaded of an input that is on chip.
  std::int64_t loadActivations(std::size_t block, std::size_t slab);
  std::int64_t loadWeights(std::size_t slab, std::size_t columns);
  WeightStrides weightStrides(const Block& slab, const Block& columns) const;
  std::int64_t loadParameters(std::size_t columns);

private:
  static constexpr std::uint32_t kNotPacked = 0; ///< a guard zone begins the constants

  /// Columns first, blocks of rows come again: then all have slots alike.
  std::int64_t slotRows(std::int64_t rows) const {
    return plan_.shape.columnsFirst ? plan_.tiling.rowsPerBlock : rows;
  }
  void loadRows(const Block& slab, std::size_t block, std::int64_t begin);
  void loadWindow(const Block& slab, std::size_t block, std::int64_t begin);
  bool weightsAreConstant() const;
  void loadPacked(std::size_t slab, std::size_t columns, std::int64_t begin);
  void loadUnpacked(const Block& slab, const Block& columns, std::int64_t begin);
  void loadConstant(isa::LoadTo destination, SpaceId space, std::uint32_t offset, std::size_t bytes,
                    std::int64_t begin, std::int64_t words);

  Schedule& schedule_;
  const MatmulOp& op_;
  const MatmulPlan& plan_;
  std::optional<Resident> input_;
  std::vector<std::uint32_t> parameterOffsets_; ///< by block of columns
  std::vector<std::uint32_t> weightOffsets_;    ///< by slab and block of columns
  OperandRing activations_, weights_, parameters_;
};

} // namespace weft
