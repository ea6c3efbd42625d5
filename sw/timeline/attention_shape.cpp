// attention_shape.cpp: The blocks of queries and the keys that they see
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/attention_shape.hpp"

#include "gen/num/integers.hpp"

#include <algorithm>

namespace weft {
namespace {

std::int64_t keysSeen(const isa::Attention& command, std::int64_t firstQuery,
                      std::int64_t queries) {
  std::int64_t keys = command.keys;
  if (command.mask == isa::MaskKind::causal)
    keys += firstQuery + queries - std::int64_t{command.queries};
  else if (command.mask == isa::MaskKind::padding)
    keys = std::min<std::int64_t>(keys, command.valid);
  return std::max<std::int64_t>(keys, 0);
}

} // namespace

std::vector<AttentionBlock> attentionBlocks(const isa::Attention& command,
                                            std::uint32_t mostQueries, std::int64_t chunkKeys) {
  std::vector<AttentionBlock> blocks;
  for (std::uint32_t head = 0; head < command.heads; ++head)
    for (std::uint32_t query = 0; query < command.queries; query += mostQueries) {
      const std::int64_t queries = std::min(mostQueries, command.queries - query);
      const std::int64_t keys = keysSeen(command, query, queries);
      const std::int64_t chunks = std::max<std::int64_t>(1, ceilDiv(keys, chunkKeys));
      blocks.push_back({static_cast<std::uint64_t>(queries), static_cast<std::uint64_t>(keys),
                        static_cast<std::uint64_t>(chunks)});
    }
  return blocks;
}

} // namespace weft
