// store_engine_model.hpp: What a STORE command writes to memory, run by run.
// SPDX-License-Identifier: Apache-2.0
#pragma once

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

/// What the store engine sees on chip.
struct StoreSource {
  std::span<const std::int32_t> sums;      ///< accumulator, `columns` values a row
  std::span<const ChannelRecord> channels; ///< parameter RAM, `columns` records a word, 64 words
  int columns = 0;
  num::Nonlinear nonlinear = num::Nonlinear::accurate;
};

/// Whether every accumulator row and parameter word that the command reads exists; the engine
/// answers BAD_FIELD otherwise, at the first that does not.
bool staysOnChip(const isa::Store& command, const StoreSource& source);

/// Runs in the order of the command's address levels, innermost first. Throws InternalError when
/// the command leaves the accumulator or the parameter RAM, or a sum leaves int32.
std::vector<StoredRun> storedRuns(const isa::Store& command, const StoreSource& source);

} // namespace weft
