// ibert.cpp: The integer functions of I-BERT.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/ibert.hpp"

#include "gen/num/error.hpp"
#include "gen/num/fixed.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <string>

namespace weft::num {
namespace {

std::int64_t integerFloor(double value) { return static_cast<std::int64_t>(std::floor(value)); }

void requireScale(double scale, double low, double high) {
  if (!(scale >= low) || !(scale <= high))
    throw DesignError("the input scale must lie in [" + std::to_string(low) + ", " +
                      std::to_string(high) + "], got " + std::to_string(scale));
}

} // namespace

IExp::IExp(double inputScale, Constants constants) : isSquare_(constants == Constants::paper) {
  requireScale(inputScale, 0x1p-15, std::numbers::ln2);
  const double a = isSquare_ ? 0.3585 : 0.35815147;
  const double b = isSquare_ ? 1.353 : 0.96963238 / a;
  const double c = isSquare_ ? 0.344 : 1.0;
  ln2_ = integerFloor(std::numbers::ln2 / inputScale);
  linear_ = integerFloor(b / inputScale);
  constant_ = integerFloor(c / (a * inputScale * inputScale));
  outputScale_ = a * inputScale * inputScale;
}

std::int64_t IExp::operator()(std::int32_t q) const {
  if (q > 0)
    throwOverflow("the argument of i-exp");
  const std::int64_t octaves = -std::int64_t{q} / ln2_;
  const std::int64_t p = q + octaves * ln2_;
  const std::int64_t polynomial = (p + linear_) * (isSquare_ ? p + linear_ : p) + constant_;
  return polynomial >> std::min<std::int64_t>(octaves, 63);
}

IGelu::IGelu(double inputScale) {
  requireScale(inputScale, 0x1p-14, 1.0);
  constexpr double kA = -0.2888, kB = -1.769;
  const double erfScale = inputScale / std::numbers::sqrt2;
  const double polynomialScale = kA * erfScale * erfScale;
  bound_ = integerFloor(kB / erfScale);
  constant_ = integerFloor(1.0 / polynomialScale);
  outputScale_ = inputScale * polynomialScale / 2;
}

std::int64_t IGelu::operator()(std::int32_t q) const {
  if (q <= -(1 << 24) || q >= 1 << 24)
    throwOverflow("the argument of i-GELU");
  const std::int64_t clipped = std::min<std::int64_t>(std::abs(std::int64_t{q}), -bound_);
  const std::int64_t polynomial = (clipped + bound_) * (clipped + bound_) + constant_;
  const std::int64_t erf = q < 0 ? -polynomial : q > 0 ? polynomial : 0;
  return checkedMul64(q, erf + constant_);
}

ISqrt iSqrt(std::uint32_t n) {
  if (n == 0)
    return {0, 0};
  std::uint64_t x = std::uint64_t{1} << (std::bit_width(n) + 1) / 2;
  for (int updates = 0;; ++updates) {
    const std::uint64_t next = (x + n / x) / 2;
    if (next >= x)
      return {static_cast<std::uint32_t>(x), updates};
    x = next;
  }
}

} // namespace weft::num
