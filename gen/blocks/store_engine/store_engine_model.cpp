// store_engine_model.cpp: What a STORE or DIVIDE command writes to memory or to the scratchpad.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/store_engine_model.hpp"

#include "gen/num/integers.hpp"

#include <algorithm>

namespace weft {
namespace {

using Bytes = std::vector<std::uint8_t>;

const auto& checkedAt(const auto& values, std::size_t index) {
  if (index >= values.size())
    throw InternalError("the command leaves the accumulator or the RAM that scales its rows");
  return values[index];
}

std::uint64_t rowsOf(const auto& command) {
  return std::uint64_t{command.count1} * command.count2 * command.count3;
}

std::uint64_t tilesOf(const auto& command, const auto& source) {
  return ceilDiv<std::uint64_t>(command.columns, static_cast<std::uint64_t>(source.columns));
}

/// Whether the accumulator has every row that the command reads.
bool accumulatorHas(const auto& command, const auto& source) {
  const std::uint64_t lastRow = command.accumulatorStart + (rowsOf(command) - 1) +
                                (tilesOf(command, source) - 1) * command.accumulatorStride;
  return lastRow < source.sums.size() / static_cast<std::uint64_t>(source.columns);
}

std::int32_t sumAt(const auto& command, const auto& source, std::uint32_t row,
                   std::uint32_t column) {
  const auto columns = static_cast<std::uint32_t>(source.columns);
  const std::uint32_t tile = column / columns;
  const std::size_t accumulatorRow =
      std::size_t{command.accumulatorStart} + row + std::size_t{tile} * command.accumulatorStride;
  return checkedAt(source.sums, accumulatorRow * columns + column % columns);
}

std::int32_t valueAt(const isa::Store& command, const StoreSource& source, std::uint32_t row,
                     std::uint32_t column) {
  const std::int32_t acc = sumAt(command, source, row, column);
  const ChannelRecord& channel = checkedAt(
      source.channels,
      std::size_t{command.parameterStart} * static_cast<std::uint32_t>(source.columns) + column);
  return outputValue(acc, channel.bias, channel.scale, command.activation, command.type,
                     {command.secondScale}, source.nonlinear);
}

Bytes rowBytes(const isa::Store& command, const StoreSource& source, std::uint32_t row) {
  Bytes bytes;
  for (std::uint32_t column = 0; column < command.columns; ++column) {
    const std::int32_t value = valueAt(command, source, row, column);
    for (int bit = 0; bit < bitsOf(command.type); bit += 8)
      bytes.push_back(static_cast<std::uint8_t>(value >> bit));
  }
  return bytes;
}

Bytes rowBytes(const isa::Divide& command, const DivideSource& source, std::uint32_t row) {
  const std::uint32_t rowSum = checkedAt(source.rowSums, std::size_t{command.rowStart} + row);
  const RowFactor factor = factorOfRow(rowSum, {command.outputScale});
  Bytes bytes;
  for (std::uint32_t column = 0; column < command.columns; ++column)
    bytes.push_back(
        static_cast<std::uint8_t>(attentionOutput(sumAt(command, source, row, column), factor)));
  return bytes;
}

std::vector<StoredRun> runsOf(const auto& command, const auto& source) {
  std::vector<StoredRun> runs;
  std::uint32_t row = 0;
  for (std::int64_t i3 = 0; i3 < command.count3; ++i3)
    for (std::int64_t i2 = 0; i2 < command.count2; ++i2)
      for (std::int64_t i1 = 0; i1 < command.count1; ++i1)
        runs.push_back({std::int64_t{command.offset} + i1 * command.stride1 + i2 * command.stride2 +
                            i3 * command.stride3,
                        rowBytes(command, source, row++)});
  return runs;
}

std::vector<PlacedWord> wordsOf(const auto& command, const auto& source, std::size_t wordBytes) {
  std::vector<PlacedWord> words;
  std::uint32_t row = 0;
  for (const StoredRun& run : runsOf(command, source)) {
    std::uint32_t place = command.start + row++;
    for (std::size_t at = 0; at < run.bytes.size(); at += wordBytes, place += command.wordStep) {
      PlacedWord word{place, Bytes(wordBytes)};
      std::copy_n(run.bytes.begin() + static_cast<std::ptrdiff_t>(at),
                  std::min(wordBytes, run.bytes.size() - at), word.bytes.begin());
      words.push_back(std::move(word));
    }
  }
  return words;
}

} // namespace

RowFactor factorOfRow(std::uint32_t sum, num::Scale scale) {
  if (sum == 0)
    return {0, num::Scale::kMaxShift};
  const RowFactor factor = rowFactor(sum, scale);
  const bool fits = factor.shift >= 0 && factor.shift <= num::Scale::kMaxShift;
  return {factor.multiplier, fits ? factor.shift : num::Scale::kMaxShift};
}

bool staysOnChip(const isa::Store& command, const StoreSource& source) {
  return accumulatorHas(command, source) &&
         command.parameterStart + tilesOf(command, source) <=
             source.channels.size() / static_cast<std::uint64_t>(source.columns);
}

bool staysOnChip(const isa::Divide& command, const DivideSource& source) {
  return accumulatorHas(command, source) &&
         command.rowStart + rowsOf(command) <= source.rowSums.size();
}

std::vector<StoredRun> storedRuns(const isa::Store& command, const StoreSource& source) {
  return runsOf(command, source);
}

std::vector<StoredRun> storedRuns(const isa::Divide& command, const DivideSource& source) {
  return runsOf(command, source);
}

std::vector<PlacedWord> placedWords(const isa::Store& command, const StoreSource& source,
                                    std::size_t wordBytes) {
  return wordsOf(command, source, wordBytes);
}

std::vector<PlacedWord> placedWords(const isa::Divide& command, const DivideSource& source,
                                    std::size_t wordBytes) {
  return wordsOf(command, source, wordBytes);
}

} // namespace weft
