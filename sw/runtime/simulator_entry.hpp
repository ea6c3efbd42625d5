// simulator_entry.hpp: One built simulator in the cache, with the digest that tells damage.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace weft {

/// The library of the entry `folder`.
std::filesystem::path simulatorIn(const std::filesystem::path& folder);

/// True when the library is there and its bytes are those that were stored: not cut by a full disk,
/// a power cut or a stray write.
bool holdsSimulator(const std::filesystem::path& folder);

/// Puts the library `built` and its digest into a new entry `folder`, or in place of a damaged one.
/// The entry appears complete and on disk, or not at all. Throws DesignError.
void storeSimulator(const std::filesystem::path& built, const std::filesystem::path& folder);

} // namespace weft
