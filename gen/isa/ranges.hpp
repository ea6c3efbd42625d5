// ranges.hpp: Largest values of command fields.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/registers.hpp"

#include <cstdint>

namespace weft::isa {

inline constexpr std::uint32_t any = 0xffffffff;
inline constexpr std::uint32_t half = 0xffff;             ///< 16-bit counts and steps
inline constexpr std::uint32_t kLastBase = baseCount - 1; ///< base registers
inline constexpr std::uint32_t mostSteps = 0xffff;        ///< repetitions of one address level
inline constexpr std::uint32_t longestRun = 0xffffc0;     ///< bytes of one run: 2^24 - 64
inline constexpr std::uint32_t lastWord = 0x00ffffff;     ///< words of any on-chip memory
inline constexpr std::uint32_t lastParameter = 63;        ///< words of the parameter RAM
inline constexpr std::uint32_t widestArray = 64;          ///< columns of an array
/// Values in a row of STORE: more have no channel record. A row of int32 is far below longestRun.
inline constexpr std::uint32_t mostStored = (lastParameter + 1) * widestArray;
inline constexpr std::uint32_t mostRows = 65536;   ///< rows and keys
inline constexpr std::uint32_t mostQueries = 4096; ///< of an attention
inline constexpr std::uint32_t mostColumns = 4096; ///< width of a normalised or softmax row
inline constexpr std::uint32_t mostHeads = 64;
inline constexpr std::uint32_t mostHeadSize = 128;
inline constexpr std::uint32_t kWeightBits = 8;
inline constexpr std::uint32_t mostGammaShift = 7;
inline constexpr std::uint32_t mostRingSlots = 65536; ///< one of which stays free

} // namespace weft::isa
