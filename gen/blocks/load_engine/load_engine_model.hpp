// load_engine_model.hpp: What LOAD and TRANSPOSE write, word by word
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/commands.hpp"
#include "gen/num/integers.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// One word on its way to an on-chip memory.
struct LoadedWord {
  isa::LoadTo destination;
  std::uint32_t place; ///< word address
  std::vector<std::uint8_t> bytes;
  bool operator==(const LoadedWord&) const = default;
};

/// Whether round i of `count` is among the first or the last that are zeros.
constexpr bool isZeroRound(std::uint32_t i, std::uint32_t count, std::uint32_t first,
                           std::uint32_t last) {
  return i < first || std::uint64_t{i} + last >= count;
}

/// Whether run (i1, i2, any i3) of a command is zeros, which are not read.
constexpr bool isZeroRun(const isa::Load& load, std::uint32_t i1, std::uint32_t i2) {
  return isZeroRound(i1, load.count1, load.zeroFirst1, load.zeroLast1) ||
         isZeroRound(i2, load.count2, load.zeroFirst2, load.zeroLast2);
}

/// Rounds of a level that are no zeros.
constexpr std::uint64_t readRounds(std::uint32_t count, std::uint32_t first, std::uint32_t last) {
  const std::uint64_t zeros = std::uint64_t{first} + last;
  return zeros >= count ? 0 : count - zeros;
}

/// Runs of a command that are read.
constexpr std::uint64_t readRuns(const isa::Load& load) {
  return readRounds(load.count1, load.zeroFirst1, load.zeroLast1) *
         readRounds(load.count2, load.zeroFirst2, load.zeroLast2) * load.count3;
}

/// The words of a command in the order of their writing. `memory` holds the bytes behind the
/// command's base register; `wordBytes` is the width of the destination. Bytes beyond a run are
/// zero, and so are runs that are not read. Offsets wrap at 2^32.
inline std::vector<LoadedWord>
loadedWords(const isa::Load& load, std::span<const std::uint8_t> memory, std::uint32_t wordBytes) {
  std::vector<LoadedWord> words;
  for (std::uint32_t i3 = 0; i3 < load.count3; ++i3)
    for (std::uint32_t i2 = 0; i2 < load.count2; ++i2)
      for (std::uint32_t i1 = 0; i1 < load.count1; ++i1) {
        const std::uint32_t run = load.offset + i1 * static_cast<std::uint32_t>(load.stride1) +
                                  i2 * static_cast<std::uint32_t>(load.stride2) +
                                  i3 * static_cast<std::uint32_t>(load.stride3);
        std::uint32_t place = load.start + i1 * load.step1 + i2 * load.step2 + i3 * load.step3;
        for (std::uint32_t at = 0; at < load.bytes; at += wordBytes, place += load.wordStep) {
          std::vector<std::uint8_t> bytes(wordBytes);
          if (!isZeroRun(load, i1, i2)) {
            const auto from = memory.subspan(run + at, std::min(wordBytes, load.bytes - at));
            std::copy(from.begin(), from.end(), bytes.begin());
          }
          words.push_back({load.destination, place, std::move(bytes)});
        }
      }
  return words;
}

/// The words of a command in the order of their writing, for an array of `rows` x `columns`: each
/// block fills whole tiles of the array with zeros behind its bytes.
inline std::vector<LoadedWord> transposedWords(const isa::Transpose& turn,
                                               std::span<const std::uint8_t> memory,
                                               std::uint32_t rows, std::uint32_t columns) {
  const std::uint32_t tile = std::max(rows, columns);
  std::vector<LoadedWord> words;
  for (std::uint32_t i3 = 0; i3 < turn.count3; ++i3)
    for (std::uint32_t i2 = 0; i2 < turn.count2; ++i2) {
      const std::uint32_t block = turn.offset + i2 * static_cast<std::uint32_t>(turn.stride2) +
                                  i3 * static_cast<std::uint32_t>(turn.stride3);
      const std::uint32_t place = turn.start + i2 * turn.step2 + i3 * turn.step3;
      for (std::uint32_t d = 0; d < roundUp(turn.bytes, tile); ++d) {
        std::vector<std::uint8_t> bytes(columns);
        for (std::uint32_t i1 = 0; d < turn.bytes && i1 < turn.count1; ++i1)
          bytes[i1] = memory[block + i1 * static_cast<std::uint32_t>(turn.stride1) + d];
        words.push_back({isa::LoadTo::weights, place + d, std::move(bytes)});
      }
    }
  return words;
}

} // namespace weft
