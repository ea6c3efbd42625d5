// engine_widths.hpp: Widths of the fields that the walkers of the matmul engine count with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/attention_formats.hpp"

namespace weft {

inline constexpr int kMatmulCountBits = 16;   ///< rows, k tiles, n tiles, weight strides
inline constexpr int kMatmulAddressBits = 24; ///< starts and the other strides
/// Products of two int8 (at most 2^14 each) whose sum always fits into int32.
inline constexpr int kProductsOfASum = (1 << 17) - 1;
/// Keys whose probabilities times values, with guard bits, always fit into an int32 together.
inline constexpr int kWeighedKeys = 1 << (32 - num::kAccumulatorBits);
/// Bits of the rows of a kernel, and of its taps.
inline constexpr int kKernelSideBits = 3;
inline constexpr int kFirstChannelBits = 4; ///< byte of a word
/// Bits of the number of a row among those whose chunks are made of several k tiles.
inline constexpr int kPartRowBits = num::log2Of(num::kMostBlockQueries);
/// A word that lies outside by one stride is still told from one inside.
inline constexpr int kMatmulWalkBits = kMatmulAddressBits + 1;

} // namespace weft
