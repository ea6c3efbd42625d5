// store_engine_model.cpp: What a STORE command writes to memory or to the scratchpad.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/store_engine_model.hpp"

#include "gen/num/integers.hpp"

#include <algorithm>

namespace weft {
namespace {

const auto& checkedAt(const auto& values, std::size_t index) {
  if (index >= values.size())
    throw InternalError("the store command leaves the accumulator or the parameter RAM");
  return values[index];
}

std::int32_t valueAt(const isa::Store& command, const StoreSource& source, std::uint32_t row,
                     std::uint32_t column) {
  const auto columns = static_cast<std::uint32_t>(source.columns);
  const std::uint32_t tile = column / columns;
  const std::size_t accumulatorRow =
      std::size_t{command.accumulatorStart} + row + std::size_t{tile} * command.accumulatorStride;
  const std::int32_t acc = checkedAt(source.sums, accumulatorRow * columns + column % columns);
  const ChannelRecord& channel =
      checkedAt(source.channels, std::size_t{command.parameterStart} * columns + column);
  return outputValue(acc, channel.bias, channel.scale, command.activation, command.type,
                     {command.secondScale}, source.nonlinear);
}

std::vector<std::uint8_t> rowBytes(const isa::Store& command, const StoreSource& source,
                                   std::uint32_t row) {
  std::vector<std::uint8_t> bytes;
  for (std::uint32_t column = 0; column < command.columns; ++column) {
    const std::int32_t value = valueAt(command, source, row, column);
    for (int bit = 0; bit < bitsOf(command.type); bit += 8)
      bytes.push_back(static_cast<std::uint8_t>(value >> bit));
  }
  return bytes;
}

} // namespace

bool staysOnChip(const isa::Store& command, const StoreSource& source) {
  const auto columns = static_cast<std::uint64_t>(source.columns);
  const std::uint64_t tiles = ceilDiv<std::uint64_t>(command.columns, columns);
  const std::uint64_t rows = std::uint64_t{command.count1} * command.count2 * command.count3;
  const std::uint64_t lastRow =
      command.accumulatorStart + (rows - 1) + (tiles - 1) * command.accumulatorStride;
  return lastRow < source.sums.size() / columns &&
         command.parameterStart + tiles <= source.channels.size() / columns;
}

std::vector<StoredRun> storedRuns(const isa::Store& command, const StoreSource& source) {
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

std::vector<PlacedWord> placedWords(const isa::Store& command, const StoreSource& source,
                                    std::size_t wordBytes) {
  std::vector<PlacedWord> words;
  std::uint32_t row = 0;
  for (const StoredRun& run : storedRuns(command, source)) {
    std::uint32_t place = command.start + row++;
    for (std::size_t at = 0; at < run.bytes.size(); at += wordBytes, place += command.wordStep) {
      PlacedWord word{place, std::vector<std::uint8_t>(wordBytes)};
      std::copy_n(run.bytes.begin() + static_cast<std::ptrdiff_t>(at),
                  std::min(wordBytes, run.bytes.size() - at), word.bytes.begin());
      words.push_back(std::move(word));
    }
  }
  return words;
}

} // namespace weft
