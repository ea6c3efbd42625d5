// lower_post.cpp: Residual additions and layer normalisations as commands of the post engine
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/schedule.hpp"

#include <algorithm>
#include <cstring>

namespace weft {
namespace {

/// Where the rows from `row` on of a tensor lie, as the command's fields.
void place(const Schedule& schedule, TensorId id, std::int64_t row, std::uint32_t& base,
           std::uint32_t& offset, std::uint32_t& pitch) {
  const Placement& placement = schedule.place(id);
  base = placement.base;
  offset = static_cast<std::uint32_t>(placement.at(row, 0));
  pitch = static_cast<std::uint32_t>(placement.pitch);
}

void issueRows(Schedule& schedule, const PostOp& op, std::uint32_t gammaBetaOffset,
               std::int64_t row, std::int64_t rows) {
  const std::int64_t columns = schedule.place(op.a).columns;
  const auto whole = [&](TensorId id) { return reads(id, row, row + rows, 0, columns); };
  std::vector<Access> accesses = {whole(op.a)};
  isa::Post command;
  command.rows = static_cast<std::uint32_t>(rows);
  command.columns = static_cast<std::uint32_t>(columns);
  place(schedule, op.a, row, command.aBase, command.aOffset, command.aPitch);
  command.scaleA = op.arithmetic.scaleA.word;
  if (op.residual) {
    command.residual = 1;
    place(schedule, *op.residual, row, command.residualBase, command.residualOffset,
          command.residualPitch);
    command.scaleResidual = op.arithmetic.scaleResidual.word;
    accesses.push_back(whole(*op.residual));
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
    place(schedule, *op.out16, row, command.out16Base, command.out16Offset, command.out16Pitch);
    accesses.push_back(writes(*op.out16, row, row + rows, 0, columns));
  }
  if (op.out8) {
    command.write8 = 1;
    place(schedule, *op.out8, row, command.out8Base, command.out8Offset, command.out8Pitch);
    command.scale8 = op.arithmetic.scale8.word;
    accesses.push_back(writes(*op.out8, row, row + rows, 0, columns));
  }
  schedule.setTile({{row, row + rows}, {}, {}, {}});
  schedule.issue(isa::Engine::post, command, std::span<const Access>(accesses));
}

/// Rows in order, as soon as the rows of the product before are complete.
class PostLowering : public Follower {
public:
  PostLowering(Schedule& schedule, const PostOp& op)
      : schedule_(schedule), op_(op), rows_(schedule.place(op.a).rows),
        columns_(schedule.place(op.a).columns) {
    const std::span<const std::uint32_t> words(op.gammaBeta);
    if (op.arithmetic.normalise)
      gammaBeta_ = schedule.addConstant(words.size_bytes(), [&](std::span<std::uint8_t> bytes) {
        std::memcpy(bytes.data(), words.data(), bytes.size());
      });
  }

  void stored(std::int64_t rows, std::int64_t columns) override {
    if (columns == columns_)
      issueUpTo(rows);
  }
  void finish() override { issueUpTo(rows_); }

private:
  void issueUpTo(std::int64_t end) {
    while (done_ < end) {
      const std::int64_t rows = std::min(kMostPostRows, end - done_);
      issueRows(schedule_, op_, gammaBeta_, done_, rows);
      done_ += rows;
    }
  }

  Schedule& schedule_;
  const PostOp& op_;
  std::int64_t rows_, columns_, done_ = 0;
  std::uint32_t gammaBeta_ = 0;
};

} // namespace

std::unique_ptr<Follower> followWithPost(Schedule& schedule, const PostOp& op) {
  return std::make_unique<PostLowering>(schedule, op);
}

} // namespace weft
