// store_engine_model.hpp: What STORE, POOL and DIVIDE write to memory or to the scratchpad.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_output/attention_output_model.hpp"
#include "gen/blocks/output_pipeline/output_pipeline_model.hpp"
#include "gen/isa/commands.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// The bytes of one row of the block and where they go, from the base register's address.
struct StoredRun {
  std::int64_t offset = 0;
  std::vector<std::uint8_t> bytes;
};

/// A word of the activation bank.
struct PlacedWord {
  std::uint32_t place = 0;
  std::vector<std::uint8_t> bytes;
  bool operator==(const PlacedWord&) const = default;
};

/// What a STORE or a POOL sees on chip.
struct StoreSource {
  std::span<const std::int32_t> sums;      ///< accumulator, `columns` values a row
  std::span<const ChannelRecord> channels; ///< parameter RAM, `columns` records a word, 64 words
  int columns = 0;
  num::Nonlinear nonlinear = num::Nonlinear::accurate;
};

/// What a DIVIDE sees on chip.
struct DivideSource {
  std::span<const std::int32_t> sums;     ///< accumulator, `columns` values a row
  std::span<const std::uint32_t> rowSums; ///< of num::kRememberedRows rows
  int columns = 0;
};

/// What a DIVIDE multiplies the values of a row by. A sum of 0 gives 0. Six bits hold the shift:
/// one that they cannot hold becomes 63, which leaves nothing, also one below 0, which no sum of a
/// key's probability gives (2^15 and above).
RowFactor factorOfRow(std::uint32_t sum, num::Scale scale);

/// Whether every accumulator row, and parameter word or row sum, that the command reads exists; the
/// engine answers BAD_FIELD otherwise, at the first that does not.
bool staysOnChip(const isa::Store& command, const StoreSource& source);
bool staysOnChip(const isa::Divide& command, const DivideSource& source);
bool staysOnChip(const isa::Pool& command, const StoreSource& source);

/// How much of its source the windows of a POOL cover, from line and column 0 on.
struct PooledPart {
  std::uint64_t lines = 0, columns = 0;
};
PooledPart pooledPart(const isa::Pool& command);

/// Runs in the order of the command's address levels, innermost first. Throws InternalError when
/// the command leaves what it reads, or a sum leaves int32.
std::vector<StoredRun> storedRuns(const isa::Store& command, const StoreSource& source);
std::vector<StoredRun> storedRuns(const isa::Divide& command, const DivideSource& source);
std::vector<StoredRun> storedRuns(const isa::Pool& command, const StoreSource& source);

/// The same rows as words of `wordBytes` bytes for a command to the scratchpad: word w of row r
/// goes to start + w * wordStep + r, zero beyond the row's end. In the order in which they are
/// written.
std::vector<PlacedWord> placedWords(const isa::Store& command, const StoreSource& source,
                                    std::size_t wordBytes);
std::vector<PlacedWord> placedWords(const isa::Divide& command, const DivideSource& source,
                                    std::size_t wordBytes);

} // namespace weft
