// printed.hpp: Compares a value with the digits that a publication prints
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

namespace weft::test {

/// True when `value`, rounded to the decimals of `printed`, has exactly its digits. An empty
/// `printed` is no claim.
inline ::testing::AssertionResult sameDigits(double value, const std::string& printed) {
  if (printed.empty())
    return ::testing::AssertionSuccess();
  const std::size_t point = printed.find('.');
  const int decimals =
      point == std::string::npos ? 0 : static_cast<int>(printed.size() - point - 1);
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  if (printed == text)
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "printed " << printed << ", counted " << value;
}

} // namespace weft::test
