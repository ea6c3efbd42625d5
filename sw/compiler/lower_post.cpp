// lower_post.cpp: residual additions and layer normalisations as commands of the post engine
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/schedule.hpp"

#include <algorithm>

namespace weft {
namespace {

/// Rows of one command: few enough that the next product starts on the first rows while the last
/// are normalised, many enough that loading gamma and beta again does not matter.
constexpr std::int64_t rowsPerCommand = 128;

isa::Area areaOf(const Schedule& schedule, TensorId id, std::int64_t row) {
  const Placement& place = schedule.place(id);
  return {.base = place.base,
          .offset = static_cast<std::uint32_t>(place.at(row, 0)),
          .pitch = static_cast<std::uint32_t>(place.pitch)};
}

void issueRows(Schedule& schedule, const PostOp& op, std::uint32_t gammaBetaOffset,
               std::int64_t row, std::int64_t rows) {
  const std::int64_t columns = schedule.place(op.a).columns;
  std::vector<Access> accesses = {reads(op.a, row, row + rows, 0, columns)};
  isa::PostCommand command;
  command.input = areaOf(schedule, op.a, row);
  command.inputScale = op.scaleA.word;
  command.rows = static_cast<std::uint32_t>(rows);
  command.columns = static_cast<std::uint32_t>(columns);
  if (op.residual) {
    command.hasResidual = true;
    command.residual = areaOf(schedule, *op.residual, row);
    command.residualScale = op.scaleResidual.word;
    accesses.push_back(reads(*op.residual, row, row + rows, 0, columns));
  }
  if (op.normalise) {
    command.normalise = true;
    command.parametersBase = constantBase;
    command.parametersOffset = gammaBetaOffset;
    command.epsilonTerm = op.epsilonTerm;
    command.gammaShift = op.gammaShift;
  }
  if (op.out16) {
    command.write16 = true;
    command.output16 = areaOf(schedule, *op.out16, row);
    accesses.push_back(writes(*op.out16, row, row + rows, 0, columns));
  }
  if (op.out8) {
    command.write8 = true;
    command.output8 = areaOf(schedule, *op.out8, row);
    command.scale8 = op.scale8.word;
    accesses.push_back(writes(*op.out8, row, row + rows, 0, columns));
  }
  schedule.issue(Engine::post, command, accesses);
}

} // namespace

void lowerPost(Schedule& schedule, const PostOp& op) {
  const std::int64_t rows = schedule.place(op.a).rows;
  const std::span<const std::uint32_t> words(op.gammaBeta);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(words.data());
  const std::uint32_t gammaBeta =
      op.normalise ? schedule.addConstant({bytes, words.size_bytes()}) : 0;
  for (std::int64_t row = 0; row < rows; row += rowsPerCommand)
    issueRows(schedule, op, gammaBeta, row, std::min(rowsPerCommand, rows - row));
}

} // namespace weft
