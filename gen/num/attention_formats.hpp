// attention_formats.hpp: Number formats of softmax and attention, and the widths that follow.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/fixed.hpp"

#include <bit>

/// The one home of every size that softmax and attention are made of: hardware, models, timeline
/// and software take them from here. gen/blocks/softmax/README.md says what they mean.
namespace weft::num {

/// log2 of a power of two.
constexpr int log2Of(int power) { return std::countr_zero(static_cast<unsigned>(power)); }

// chunks: keys that share one exponent; architectural, results depend on it
inline constexpr int kChunkKeys = 16; ///< unless the configuration says otherwise
inline constexpr int kFewestChunkKeys = 16;
inline constexpr int kMostChunkKeys = 64; ///< powers of two between the two

// operands and lengths
inline constexpr int kOperandBits = 8; ///< of queries, keys, values, outputs
inline constexpr int kMostHeadSize = 128;
inline constexpr int kHeadSizeBits = std::bit_width(unsigned{kMostHeadSize});
inline constexpr int kMostKeys = 65536;
inline constexpr int kFewestHeldKeys = 4096; ///< for which accumulators may be made
inline constexpr int kMostQueries = 4096;
inline constexpr int kFewestBlockQueries = 16, kMostBlockQueries = 128; ///< powers of two between
inline constexpr int kBlockQueriesBits = std::bit_width(unsigned{kMostBlockQueries});
/// Rows of which a softmax between accumulator and scratchpad knows exponent and sum: two blocks,
/// one that begins while the one before is divided.
inline constexpr int kRememberedRows = 2 * kMostBlockQueries;

// scales of scores and outputs
/// Low bits of a scale's multiplier that the attention engine ignores.
inline constexpr int kDroppedMultiplierBits = 9;
inline constexpr int kFactorBits = Scale::kMultiplierBits - kDroppedMultiplierBits;
inline constexpr int kShiftBits = Scale::kShiftBits;
/// A smaller shift of a score scale would shift left once the low bits are gone.
inline constexpr int kSmallestScoreShift = kDroppedMultiplierBits + 1;

// exponents
inline constexpr int kScoreBits = 32;       ///< of a score that enters the softmax
inline constexpr int kExponentFraction = 8; ///< steps of 2^-8 octaves
inline constexpr int kExponentBits = 23;    ///< signed, saturated
/// Ceiling of an exponent: one bit more than its integer part.
inline constexpr int kChunkExponentBits = kExponentBits - kExponentFraction + 1;
static_assert(kChunkExponentBits == 16, "memory holds the exponent of a chunk as an int16");

// probabilities and their sums
inline constexpr int kProbabilityBits = 8;
inline constexpr int kMostProbability = (1 << kProbabilityBits) - 1;
inline constexpr int kTableGuardBits = 4; ///< of the table of 2^-f: steps of 1/16
inline constexpr int kTableBits = kProbabilityBits + kTableGuardBits;
inline constexpr int kSumGuardBits = 8; ///< below one unit of p, of the sums
inline constexpr int kShareBits = kProbabilityBits + kSumGuardBits; ///< what a key adds to a sum
inline constexpr int kRowSumBits = kShareBits + log2Of(kMostKeys);
static_assert(kRowSumBits == 32, "memory and models hold a row's sum as a uint32");
/// From here on the sum takes p as rounded, so that its error cancels in the division; smaller
/// probabilities enter the sum with their guard bits, because their errors would add up.
inline constexpr int kConsistentFrom = 64;

// alignment
inline constexpr int kAlignmentBits = 6;
inline constexpr int kMostAlignment = (1 << kAlignmentBits) - 1;

// scores and weighted values
inline constexpr int kProductBits = 2 * kOperandBits; ///< of two operands
/// As many products of operands as a head has.
inline constexpr int kHeadScoreBits = kProductBits + log2Of(kMostHeadSize);
static_assert(kHeadScoreBits <= kScoreBits);
/// A probability with a sign times a value; a chunk of them has log2 of its keys more.
inline constexpr int kWeightedBits = kProbabilityBits + 1 + kOperandBits;
inline constexpr int kAccumulatorGuardBits = 4; ///< below one unit of p * v
/// Bits of an accumulator for 2^n keys, less n: no sum overflows.
inline constexpr int kAccumulatorBits = kProbabilityBits + kOperandBits + kAccumulatorGuardBits;
inline constexpr int kWidestAccumulatorBits = kAccumulatorBits + log2Of(kMostKeys);

// division by the row's sum
inline constexpr int kReciprocalBits = kFactorBits;
inline constexpr int kReciprocalIndexBits = 8;     ///< of the table
inline constexpr int kReciprocalFractionBits = 10; ///< interpolated between two entries
/// Row sum against accumulator, and the low bits of the multiplier: powers of two that the row's
/// factor makes up for.
inline constexpr int kReciprocalGain =
    kSumGuardBits - kAccumulatorGuardBits + kDroppedMultiplierBits;
static_assert(kReciprocalIndexBits + kReciprocalFractionBits < kRowSumBits);

} // namespace weft::num
