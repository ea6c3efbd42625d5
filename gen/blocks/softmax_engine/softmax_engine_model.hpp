// softmax_engine_model.hpp: Which words a PROBABILITIES command writes, and what rows remember.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/softmax/softmax_model.hpp"
#include "gen/isa/commands.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// Keys of a row whose weighted values surely fit the 32 bits of a sum in the accumulator.
inline constexpr int kMostSharedKeys = 1 << (num::kScoreBits - num::kAccumulatorBits);

/// A word of probabilities for the activation bank, and how its whole chunk is aligned.
struct AlignedWord {
  std::uint64_t place = 0; ///< maybe beyond the bank: the engine does not write it then
  std::vector<std::uint8_t> bytes;
  Alignment alignment{0, 0};
};

/// What the softmax engine sees and is.
struct ScoreSource {
  std::span<const std::int32_t> sums; ///< accumulator, `columns` scores a row
  int rows = 0;                       ///< bytes of an activation word
  int columns = 0;
  int chunk = num::kChunkKeys; ///< keys; a multiple of rows and of columns
  num::Nonlinear nonlinear = num::Nonlinear::accurate;
  std::uint32_t mostKeys = kMostSharedKeys;
};

/// Unmasked keys of chunk `chunk` (of `chunkKeys` keys) for row `row` of the command: 0 to
/// `chunkKeys`.
int visibleKeys(const isa::Probabilities& command, int chunkKeys, std::uint32_t chunk,
                std::uint32_t row);

/// Whether every accumulator row that holds a visible key exists, and the command's keys,
/// remembered rows and scale do; the engine answers BAD_FIELD otherwise, at the first row that does
/// not exist.
bool isExecutable(const isa::Probabilities& command, const ScoreSource& source);

/// The words in the order in which they are written: chunks outer, then rows, then the words of a
/// chunk. `remembered` (num::kRememberedRows of them) takes the chunks. Throws InternalError when
/// the command is not executable.
std::vector<AlignedWord> probabilityWords(const isa::Probabilities& command,
                                          const ScoreSource& source,
                                          std::vector<SoftmaxRow>& remembered);

} // namespace weft
