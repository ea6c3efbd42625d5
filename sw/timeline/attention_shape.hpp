// attention_shape.hpp: The blocks of queries and the keys that they see
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/commands.hpp"

#include <cstdint>
#include <vector>

namespace weft {

/// A block of queries of one head: how many keys any of them sees, and in how many chunks
/// they pass; one chunk when none is seen.
struct AttentionBlock {
  std::uint64_t queries = 0, keys = 0, chunks = 0;
};

/// All heads' blocks of `kMostQueries` in chunks of `chunkKeys`, in the order of the hardware.
std::vector<AttentionBlock> attentionBlocks(const isa::Attention& command,
                                            std::uint32_t mostQueries, std::int64_t chunkKeys);

} // namespace weft
