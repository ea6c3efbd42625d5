// matmul_results.hpp: Brings the results of a product out of the accumulator.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/matmul_operands.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace weft {

/// Issues what takes blocks of results through the output pipeline to memory, pooled where they
/// are, and to the scratchpad where the next product waits for them.
class MatmulResults {
public:
  /// `schedule`, `op` and `plan` must outlive this.
  MatmulResults(Schedule& schedule, const MatmulOp& op, const MatmulPlan& plan,
                const std::optional<Resident>& resident)
      : schedule_(schedule), op_(op), plan_(plan), resident_(resident) {}

  /// Where the results of the next products begin in their tensor.
  void moveTo(const Corner& corner) { corner_ = corner; }

  /// Of block `block`, which lies from row `accumulator` on; its channel records from word
  /// `parameters` on.
  void store(std::size_t block, const Block& columns, std::int64_t accumulator,
             std::int64_t parameters);

private:
  /// One piece of the columns of a block.
  struct Part {
    std::size_t block;
    Piece piece;
    std::int64_t accumulator, parameters; ///< first row and word
  };

  void store(const Part& part);
  void pool(const Part& part);
  void forward(isa::Store store, const Part& part);
  template <class Command> Command placed(const Part& part) const;
  std::array<Access, 2> operandsOf(const Part& part) const;
  Access written(const Part& part) const;

  Schedule& schedule_;
  const MatmulOp& op_;
  const MatmulPlan& plan_;
  std::optional<Resident> resident_; ///< stays on chip for the product behind it
  Corner corner_;
};

} // namespace weft
