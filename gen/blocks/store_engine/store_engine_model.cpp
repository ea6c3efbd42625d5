// store_engine_model.cpp: What STORE, POOL and DIVIDE write to memory or to the scratchpad.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/store_engine_model.hpp"

#include "gen/num/integers.hpp"

#include <algorithm>
#include <limits>

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

/// Whether the accumulator has every row of a block of `rows` rows a tile.
bool accumulatorHas(const auto& command, const auto& source, std::uint64_t rows) {
  const std::uint64_t lastRow = command.accumulatorStart + (rows - 1) +
                                (tilesOf(command, source) - 1) * command.accumulatorStride;
  return lastRow < source.sums.size() / static_cast<std::uint64_t>(source.columns);
}

bool parametersHave(const auto& command, const StoreSource& source) {
  return command.parameterStart + tilesOf(command, source) <=
         source.channels.size() / static_cast<std::uint64_t>(source.columns);
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

/// What would store every row of a POOL's block.
isa::Store unpooled(const isa::Pool& command) {
  isa::Store store;
  store.activation = command.activation;
  store.columns = command.columns;
  store.accumulatorStart = command.accumulatorStart;
  store.accumulatorStride = command.accumulatorStride;
  store.parameterStart = command.parameterStart;
  return store;
}

/// Lines, or columns, of a source of `length` that window `number` covers, one a member.
std::vector<std::uint32_t> covered(std::uint32_t number, std::uint32_t pad, std::uint32_t window,
                                   std::uint32_t length) {
  std::vector<std::uint32_t> places;
  for (std::uint32_t d = 0; d < window; ++d)
    places.push_back(static_cast<std::uint32_t>(std::clamp<std::int64_t>(
        std::int64_t{isa::kWindowStep} * number - pad + d, 0, std::int64_t{length} - 1)));
  return places;
}

Bytes rowBytes(const isa::Pool& command, const StoreSource& source, std::uint32_t row) {
  const isa::Store store = unpooled(command);
  std::vector<std::int32_t> largest(command.columns, std::numeric_limits<std::int8_t>::min());
  for (const std::uint32_t y :
       covered(row / command.count1, command.padTop, command.window, command.sourceRows))
    for (const std::uint32_t x :
         covered(row % command.count1, command.padLeft, command.window, command.sourceColumns))
      for (std::uint32_t column = 0; column < command.columns; ++column)
        largest[column] = std::max(largest[column],
                                   valueAt(store, source, y * command.sourceColumns + x, column));
  return Bytes(largest.begin(), largest.end());
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
  return accumulatorHas(command, source, rowsOf(command)) && parametersHave(command, source);
}

bool staysOnChip(const isa::Divide& command, const DivideSource& source) {
  return accumulatorHas(command, source, rowsOf(command)) &&
         command.rowStart + rowsOf(command) <= source.rowSums.size();
}

bool staysOnChip(const isa::Pool& command, const StoreSource& source) {
  const auto [lines, columns] = pooledPart(command);
  const std::uint64_t rows = (lines - 1) * command.sourceColumns + columns;
  return accumulatorHas(command, source, rows) && parametersHave(command, source);
}

PooledPart pooledPart(const isa::Pool& command) {
  const auto reach = [&](std::uint64_t windows, std::uint32_t pad, std::uint64_t length) {
    return std::min(isa::kWindowStep * (windows - 1) + command.window - pad, length);
  };
  return {reach(std::uint64_t{command.count2} * command.count3, command.padTop, command.sourceRows),
          reach(command.count1, command.padLeft, command.sourceColumns)};
}

std::vector<StoredRun> storedRuns(const isa::Store& command, const StoreSource& source) {
  return runsOf(command, source);
}

std::vector<StoredRun> storedRuns(const isa::Divide& command, const DivideSource& source) {
  return runsOf(command, source);
}

std::vector<StoredRun> storedRuns(const isa::Pool& command, const StoreSource& source) {
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
