// lower_post.cpp: Residual additions and layer normalisations as commands of the post engine
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/schedule.hpp"

#include <algorithm>
#include <cstring>

namespace weft {
namespace {

/// A rectangle of the operator's tensors.
struct Part {
  Extent rows, columns;
};

/// Where `part` of a tensor lies, as the command's fields.
void place(const Schedule& schedule, TensorId id, const Part& part, std::uint32_t& base,
           std::uint32_t& offset, std::uint32_t& pitch) {
  const Placement& placement = schedule.place(id);
  base = placement.base;
  offset = static_cast<std::uint32_t>(placement.at(part.rows.begin, part.columns.begin));
  pitch = static_cast<std::uint32_t>(placement.pitch);
}

bool isNarrow(const Schedule& schedule, TensorId id) {
  return schedule.graph().tensors[id].dtype == DType::i8;
}

void issue(Schedule& schedule, const PostOp& op, std::uint32_t gammaBetaOffset, const Part& part) {
  const Extent &rows = part.rows, &columns = part.columns;
  const auto read = [&](TensorId id) {
    return reads(id, rows.begin, rows.end, columns.begin, columns.end);
  };
  const auto written = [&](TensorId id) {
    return writes(id, rows.begin, rows.end, columns.begin, columns.end);
  };
  std::vector<Access> accesses = {read(op.a)};
  isa::Post command;
  command.rows = static_cast<std::uint32_t>(rows.end - rows.begin);
  command.columns = static_cast<std::uint32_t>(columns.end - columns.begin);
  place(schedule, op.a, part, command.aBase, command.aOffset, command.aPitch);
  command.scaleA = op.arithmetic.scaleA.word;
  command.a8 = isNarrow(schedule, op.a) ? 1 : 0;
  command.relu = op.arithmetic.relu ? 1 : 0;
  if (op.residual) {
    command.residual = 1;
    place(schedule, *op.residual, part, command.residualBase, command.residualOffset,
          command.residualPitch);
    command.residual8 = isNarrow(schedule, *op.residual) ? 1 : 0;
    command.scaleResidual = op.arithmetic.scaleResidual.word;
    accesses.push_back(read(*op.residual));
  }
  if (op.arithmetic.normalise) {
    command.normalise = 1;
    command.gammaBetaBase = kConstantBase;
    command.gammaBetaOffset = gammaBetaOffset;
    command.epsilonLow = static_cast<std::uint32_t>(op.arithmetic.epsilonTerm);
    command.epsilonHigh = static_cast<std::uint32_t>(op.arithmetic.epsilonTerm >> 32);
    command.gammaShift = static_cast<std::uint32_t>(op.arithmetic.gammaShift);
  }
  if (op.out16) {
    command.write16 = 1;
    place(schedule, *op.out16, part, command.out16Base, command.out16Offset, command.out16Pitch);
    accesses.push_back(written(*op.out16));
  }
  if (op.out8) {
    command.write8 = 1;
    place(schedule, *op.out8, part, command.out8Base, command.out8Offset, command.out8Pitch);
    command.scale8 = op.arithmetic.scale8.word;
    accesses.push_back(written(*op.out8));
  }
  schedule.setTile({rows, {}, {}, {}});
  schedule.issue(isa::Engine::post, command, std::span<const Access>(accesses));
}

/// Rows in order, as soon as those of the product before are complete; of a sum of int8 tensors,
/// whose values do not meet, as soon as a block is stored.
class PostLowering : public Follower {
public:
  PostLowering(Schedule& schedule, const PostOp& op)
      : schedule_(schedule), op_(op), rows_(schedule.place(op.a).rows),
        columns_(schedule.place(op.a).columns), inParts_(isNarrow(schedule, op.a)) {
    const std::span<const std::uint32_t> words(op.gammaBeta);
    if (op.arithmetic.normalise)
      gammaBeta_ = schedule.addConstant(words.size_bytes(), [&](std::span<std::uint8_t> bytes) {
        std::memcpy(bytes.data(), words.data(), bytes.size());
      });
  }

  void stored(std::int64_t rows, std::int64_t columns) override {
    if (columns == columns_ || inParts_)
      issueUpTo(rows, columns);
  }
  void finish() override { issueUpTo(rows_, columns_); }

private:
  void issueUpTo(std::int64_t end, std::int64_t columns) {
    for (std::int64_t row = done_; row < end; row += kMostPostRows)
      issue(schedule_, op_, gammaBeta_,
            {{row, std::min(row + kMostPostRows, end)}, {columnsDone_, columns}});
    const bool isWhole = columns == columns_;
    done_ = isWhole ? end : done_;
    columnsDone_ = isWhole ? 0 : columns;
  }

  Schedule& schedule_;
  const PostOp& op_;
  std::int64_t rows_, columns_;
  bool inParts_;
  std::int64_t done_ = 0, columnsDone_ = 0; ///< rows that are whole; columns of those behind them
  std::uint32_t gammaBeta_ = 0;
};

} // namespace

std::unique_ptr<Follower> followWithPost(Schedule& schedule, const PostOp& op) {
  return std::make_unique<PostLowering>(schedule, op);
}

} // namespace weft
