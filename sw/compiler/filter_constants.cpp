// filter_constants.cpp: The bytes of a convolution's weights in memory, as CONVOLVE takes them.
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/filter_constants.hpp"

#include <algorithm>
#include <cstring>

namespace weft {
namespace {

/// The array's rows of one tap, for one tile of channels and one of columns.
void packTap(std::span<const std::int8_t> weights, const ConvolutionPlan& plan,
             const KernelPart& part, std::int64_t tap, const Tile& channels, const Tile& columns,
             std::uint8_t* words) {
  const auto kernelColumns = static_cast<std::int64_t>(plan.window.columns);
  const std::int64_t ofTile = std::min(part.channels, channels.width - part.firstChannel);
  for (std::int64_t i = 0; i < ofTile * part.rows; ++i) {
    const std::int64_t row = part.firstRow + i % part.rows;
    const std::int64_t channel = channels.begin + part.firstChannel + i / part.rows;
    const std::int64_t k = (row * kernelColumns + tap) * plan.product.shape.K.count + channel;
    std::memcpy(words + i * plan.product.capacity.columns,
                weights.data() + k * plan.product.shape.N.count + columns.begin,
                static_cast<std::size_t>(columns.width));
  }
}

} // namespace

void packFilters(std::span<const std::int8_t> weights, const ConvolutionPlan& plan,
                 const KernelPart& part, const Block& slab, const Block& columns,
                 std::span<std::uint8_t> packed) {
  const std::int64_t tapBytes = plan.product.capacity.rows * plan.product.capacity.columns;
  std::uint8_t* words = packed.data();
  for (const Tile& channels :
       std::span(slab.tiles).first(static_cast<std::size_t>(part.tilesOf(slab))))
    for (const Tile& tile : columns.tiles)
      for (std::int64_t tap = 0; tap < part.taps; ++tap, words += tapBytes)
        packTap(weights, plan, part, part.firstTap + tap, channels, tile, words);
}

} // namespace weft
