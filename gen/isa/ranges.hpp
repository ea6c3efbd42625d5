// ranges.hpp: Largest values of command fields.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/registers.hpp"
#include "gen/num/attention_formats.hpp"

#include <cstdint>

namespace weft::isa {

inline constexpr std::uint32_t kAny = 0xffffffff;
inline constexpr std::uint32_t kHalf = 0xffff;             ///< 16-bit counts and steps
inline constexpr std::uint32_t kLastBase = kBaseCount - 1; ///< base registers
inline constexpr std::uint32_t kMostSteps = 0xffff;        ///< repetitions of one address level
inline constexpr std::uint32_t kLongestRun = 0xffffc0;     ///< bytes of one run: 2^24 - 64
inline constexpr std::uint32_t kLastWord = 0x00ffffff;     ///< words of any on-chip memory
inline constexpr std::uint32_t kLastParameter = 63;        ///< words of the parameter RAM
inline constexpr std::uint32_t kWidestArray = 64;          ///< columns of an array
/// Values in a row of STORE: more have no channel record. A row of int32 is far below kLongestRun.
inline constexpr std::uint32_t kMostStored = (kLastParameter + 1) * kWidestArray;
inline constexpr std::uint32_t kMostRows = 65536;                ///< rows and keys
inline constexpr std::uint32_t kMostQueries = num::kMostQueries; ///< of an attention
inline constexpr std::uint32_t kMostColumns = 4096; ///< width of a normalised or softmax row
inline constexpr std::uint32_t kMostHeads = 64;
inline constexpr std::uint32_t kMostHeadSize = 128;
inline constexpr std::uint32_t kLastRememberedRow = num::kRememberedRows - 1;
inline constexpr std::uint32_t kWeightBits = 8;
inline constexpr std::uint32_t kMostGammaShift = 7;
inline constexpr std::uint32_t kLeastWindow = 2; ///< sides of a window of POOL
inline constexpr std::uint32_t kMostWindow = 3;
inline constexpr std::uint32_t kMostKernelSide = 7;    ///< of a convolution
inline constexpr std::uint32_t kMostKernelStep = 2;    ///< between its results, in pixels
inline constexpr std::uint32_t kLastFilterRow = 15;    ///< of an array that convolves
inline constexpr std::uint32_t kWindowStep = 2;        ///< from window to window
inline constexpr std::uint32_t kMostRingSlots = 65536; ///< one of which stays free

} // namespace weft::isa
