// softmax_engine_model.cpp: Which words a PROBABILITIES command writes, and what rows remember.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax_engine/softmax_engine_model.hpp"

#include "gen/num/error.hpp"
#include "gen/num/integers.hpp"

#include <algorithm>

namespace weft {
namespace {

/// One row of scores within one chunk.
struct Cell {
  std::uint32_t chunk, row;
  int visible;
};

std::vector<Cell> cellsOf(const isa::Probabilities& command, int chunkKeys) {
  std::vector<Cell> cells;
  const auto chunks = ceilDiv<std::uint32_t>(command.keys, static_cast<std::uint32_t>(chunkKeys));
  for (std::uint32_t chunk = 0; chunk < chunks; ++chunk)
    for (std::uint32_t row = 0; row < command.rows; ++row)
      cells.push_back({chunk, row, visibleKeys(command, chunkKeys, chunk, row)});
  return cells;
}

/// The accumulator row of key `key` of the cell's chunk.
std::uint64_t accumulatorRow(const isa::Probabilities& command, const ScoreSource& source,
                             const Cell& cell, int key) {
  const auto column =
      std::uint64_t{cell.chunk} * static_cast<unsigned>(source.chunk) + static_cast<unsigned>(key);
  return command.accumulatorStart +
         column / static_cast<unsigned>(source.columns) * command.accumulatorStride + cell.row;
}

bool hasScores(const isa::Probabilities& command, const ScoreSource& source, const Cell& cell) {
  const std::size_t rows = source.sums.size() / static_cast<std::size_t>(source.columns);
  return cell.visible == 0 || accumulatorRow(command, source, cell, cell.visible - 1) < rows;
}

std::vector<std::int32_t> scoresOf(const isa::Probabilities& command, const ScoreSource& source,
                                   const Cell& cell) {
  std::vector<std::int32_t> scores(static_cast<std::size_t>(cell.visible));
  const auto columns = static_cast<std::size_t>(source.columns);
  for (std::size_t key = 0; key < scores.size(); ++key)
    scores[key] =
        source.sums[accumulatorRow(command, source, cell, static_cast<int>(key)) * columns +
                    key % columns];
  return scores;
}

/// The chunk's words with the bytes `p`.
void appendWords(std::vector<AlignedWord>& words, const isa::Probabilities& command,
                 const ScoreSource& source, const Cell& cell, const SoftmaxChunk& chunk,
                 const Alignment& alignment) {
  const auto each = static_cast<std::uint32_t>(source.chunk / source.rows);
  for (std::uint32_t i = 0; i < each; ++i) {
    const auto* bytes = chunk.p.data() + std::size_t{i} * static_cast<std::size_t>(source.rows);
    words.push_back({command.activationStart +
                         (std::uint64_t{cell.chunk} * each + i) * command.activationStride +
                         cell.row,
                     {bytes, bytes + source.rows},
                     alignment});
  }
}

} // namespace

int visibleKeys(const isa::Probabilities& command, int chunkKeys, std::uint32_t chunk,
                std::uint32_t row) {
  const std::int64_t sees = std::int64_t{command.visible} + (command.causal != 0 ? row : 0);
  const std::int64_t ofCommand = std::clamp<std::int64_t>(sees, 0, command.keys);
  return static_cast<int>(
      std::clamp<std::int64_t>(ofCommand - std::int64_t{chunk} * chunkKeys, 0, chunkKeys));
}

bool isExecutable(const isa::Probabilities& command, const ScoreSource& source) {
  if (command.keys > source.mostKeys || command.rowStart + command.rows > num::kRememberedRows ||
      num::Scale{command.scoreScale}.shift() < num::kSmallestScoreShift)
    return false;
  return std::ranges::all_of(cellsOf(command, source.chunk),
                             [&](const Cell& cell) { return hasScores(command, source, cell); });
}

std::vector<AlignedWord> probabilityWords(const isa::Probabilities& command,
                                          const ScoreSource& source,
                                          std::vector<SoftmaxRow>& remembered) {
  if (!isExecutable(command, source))
    throw InternalError("the softmax engine refuses the command");
  std::vector<AlignedWord> words;
  for (const Cell& cell : cellsOf(command, source.chunk)) {
    SoftmaxRow& row = remembered.at(command.rowStart + cell.row);
    SoftmaxChunk chunk{};
    Alignment alignment{0, 0};
    if (command.first != 0 && cell.chunk == 0)
      row = {};
    if (cell.visible > 0) {
      chunk = softmaxChunk(scoresOf(command, source, cell), {command.scoreScale},
                           exponentTable(source.nonlinear));
      alignment = row.add(chunk);
    }
    appendWords(words, command, source, cell, chunk, alignment);
  }
  return words;
}

} // namespace weft
