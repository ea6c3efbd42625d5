// gelu.hpp: GELU in fixed point: its tables, constants and arithmetic, for models and generators.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/fixed.hpp"
#include "gen/num/nonlinear.hpp"

#include <array>
#include <cstdint>

namespace weft::num {

/// Both variants compute gelu(x) = relu(x) - d(|x|), where the deficit d(a) = a * Phi(-a) is at
/// most 0.17 and vanishes on the right, so large x costs no accuracy and no table. Arguments and
/// results are int32 with this many fraction bits: steps of 2^-20, range +-2048.
inline constexpr int kGeluFraction = 20;

/// A segment of d: c0 in 2^-20, c1 in 2^-20 a segment, c2 in 2^-22 a segment squared.
struct GeluSegment {
  std::int32_t c0, c1, c2;
};

/// Segments are 1/8 wide. d is below half a step from the last one on.
inline constexpr int kGeluSegmentBits = 17;
inline constexpr int kGeluCurvatureGuard = 2;
inline constexpr int kGeluC0Bits = 18; ///< c0 is unsigned, in this many bits
inline constexpr int kGeluC1Bits = 18; ///< c1 is signed
inline constexpr int kGeluC2Bits = 16; ///< c2 is signed

/// Parabolas through d at the three Chebyshev nodes of each segment; the first one instead has the
/// exact value and slope of d at 0 (so that narrow inputs keep their relative accuracy) and meets d
/// at its right end. Coefficients rounded half up.
inline constexpr std::array<GeluSegment, 42> kGeluTable{{
    {0, 65536, -26077},
    {59020, 52480, -25226},
    {105201, 39843, -23673},
    {139138, 27987, -21477},
    {161770, 17235, -18783},
    {174324, 7835, -15761},
    {178235, -48, -12592},
    {175056, -6340, -9447},
    {166370, -11055, -6480},
    {153708, -14283, -3816},
    {138483, -16177, -1539},
    {121931, -16931, 302},
    {105082, -16766, 1696},
    {88745, -15904, 2662},
    {73510, -14561, 3245},
    {59762, -12928, 3505},
    {47710, -11168, 3509},
    {37419, -9408, 3326},
    {28840, -7742, 3018},
    {21851, -6232, 2641},
    {16277, -4911, 2239},
    {11924, -3792, 1845},
    {8591, -2871, 1481},
    {6089, -2132, 1160},
    {4246, -1554, 887},
    {2913, -1112, 664},
    {1966, -781, 487},
    {1306, -539, 349},
    {854, -366, 246},
    {549, -244, 169},
    {348, -159, 115},
    {217, -103, 76},
    {133, -65, 50},
    {80, -40, 32},
    {48, -25, 20},
    {28, -15, 12},
    {16, -9, 7},
    {9, -5, 4},
    {5, -3, 3},
    {3, -2, 1},
    {2, -1, 1},
    {1, 0, 0},
}};

/// i-GELU (Kim et al. 2021) with a = -0.2888, b = -1.769 has the deficit
/// d(x) = 0.0722 x (1.769 sqrt(2) - x)^2 up to its root 1.769 sqrt(2), then 0.
inline constexpr int kIGeluFraction = 15;           ///< of |x| and of the distance to the root
inline constexpr std::int32_t kIGeluRoot = 81977;   ///< 1.769 sqrt(2) in 2^-15
inline constexpr std::int32_t kIGeluFactor = 18927; ///< 0.0722 in 2^-18
inline constexpr int kIGeluSquareShift = 16;        ///< squared distance: 2^-30 to 2^-14
inline constexpr int kIGeluSlopeShift = 17;         ///< 0.0722 |x|: 2^-33 to 2^-16
inline constexpr int kIGeluDeficitShift = 10;       ///< their product: 2^-30 to 2^-20

/// d(magnitude) by the table; `magnitude` and the result in steps of 2^-20.
constexpr std::int64_t geluDeficit(std::int64_t magnitude) {
  const std::int64_t index = magnitude >> kGeluSegmentBits;
  if (index >= static_cast<std::int64_t>(kGeluTable.size()))
    return 0;
  const GeluSegment& segment = kGeluTable[static_cast<std::size_t>(index)];
  const std::int64_t offset = magnitude & ((1 << kGeluSegmentBits) - 1);
  const std::int64_t slope =
      segment.c1 + roundShift(segment.c2 * offset, kGeluSegmentBits + kGeluCurvatureGuard);
  return segment.c0 + roundShift(slope * offset, kGeluSegmentBits);
}

/// d(magnitude) by I-BERT's polynomial; `magnitude` and the result in steps of 2^-20.
constexpr std::int64_t iGeluDeficit(std::int64_t magnitude) {
  const std::int64_t x = roundShift(magnitude, kGeluFraction - kIGeluFraction);
  if (x >= kIGeluRoot)
    return 0;
  const std::int64_t distance = kIGeluRoot - x;
  const std::int64_t square = roundShift(distance * distance, kIGeluSquareShift);
  const std::int64_t slope = roundShift(x * kIGeluFactor, kIGeluSlopeShift);
  return roundShift(square * slope, kIGeluDeficitShift);
}

/// gelu(x), argument and result in steps of 2^-20. Against x Phi(x): `accurate` errs by less than
/// 2^-16 everywhere and by less than 0.03 % of the largest |gelu| on narrow ranges down to +-2^-8;
/// `ibert` errs by 0.0182.
constexpr std::int32_t gelu(std::int32_t x, Nonlinear nonlinear) {
  const std::int64_t magnitude = x < 0 ? -std::int64_t{x} : x;
  const std::int64_t deficit =
      nonlinear == Nonlinear::accurate ? geluDeficit(magnitude) : iGeluDeficit(magnitude);
  return static_cast<std::int32_t>((x < 0 ? 0 : x) - deficit);
}

} // namespace weft::num
