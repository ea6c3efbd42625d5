// fixed.cpp: Conversion between real factors and scale words.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/fixed.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace weft::num {

void throwOverflow(const char* operation) {
  throw InternalError(std::string(operation) + " left its range");
}

Scale scaleFromReal(double real) {
  constexpr double kLimit = 33554432.0;
  if (!(real > 0.0) || !(real < kLimit))
    throw DesignError("a scale factor must be above 0 and below 2^25, got " + std::to_string(real));
  int exponent = 0;
  std::frexp(real, &exponent);
  const int shift = std::min(Scale::kMultiplierBits - exponent, Scale::kMaxShift);
  const double multiplier = std::floor(std::ldexp(real, shift) + 0.5);
  if (multiplier < std::ldexp(1.0, Scale::kMultiplierBits))
    return Scale::make(static_cast<std::uint32_t>(multiplier), shift);
  if (shift == 1)
    throw DesignError("a scale factor must round to less than 2^25, got " + std::to_string(real));
  return Scale::make(1u << (Scale::kMultiplierBits - 1), shift - 1);
}

double realFromScale(Scale scale) {
  return std::ldexp(static_cast<double>(scale.multiplier()), -scale.shift());
}

} // namespace weft::num
