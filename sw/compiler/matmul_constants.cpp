// matmul_constants.cpp: The bytes of a product's weights and channel records in memory.
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/matmul_constants.hpp"

#include "gen/isa/operands.hpp"

#include <cstring>

namespace weft {

std::size_t weightBytes(const ArrayCapacity& capacity, const Block& slab, const Block& columns) {
  return slab.tiles.size() * columns.tiles.size() *
         static_cast<std::size_t>(capacity.rows * capacity.columns);
}

void packWeights(std::span<const std::int8_t> weights, std::int64_t N,
                 const ArrayCapacity& capacity, const Block& slab, const Block& columns,
                 std::span<std::uint8_t> packed) {
  const auto tileWords = static_cast<std::size_t>(capacity.rows),
             lanes = static_cast<std::size_t>(capacity.columns);
  std::uint8_t* word = packed.data();
  for (const Tile& k : slab.tiles)
    for (const Tile& n : columns.tiles) {
      for (std::int64_t r = 0; r < k.width; ++r)
        std::memcpy(word + static_cast<std::size_t>(r) * lanes,
                    weights.data() + (k.begin + r) * N + n.begin,
                    static_cast<std::size_t>(n.width));
      word += tileWords * lanes;
    }
}

std::size_t parameterBytes(const ArrayCapacity& capacity, const Block& columns) {
  return columns.tiles.size() * static_cast<std::size_t>(capacity.columns) *
         isa::kChannelRecordBytes;
}

void packParameters(const MatmulOp& op, const ArrayCapacity& capacity, const Block& columns,
                    std::span<std::uint8_t> packed) {
  const auto lanes = static_cast<std::size_t>(capacity.columns);
  for (std::size_t tile = 0; tile < columns.tiles.size(); ++tile)
    for (std::size_t lane = 0; lane < static_cast<std::size_t>(columns.tiles[tile].width); ++lane) {
      const std::size_t channel = static_cast<std::size_t>(columns.tiles[tile].begin) + lane;
      const std::uint32_t record[2] = {static_cast<std::uint32_t>(op.bias[channel]),
                                       op.scale[channel].word};
      std::memcpy(packed.data() + (tile * lanes + lane) * isa::kChannelRecordBytes, record,
                  isa::kChannelRecordBytes);
    }
}

} // namespace weft
