// print_literal.cpp: Constants as Verilog text
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/print_literal.hpp"

#include <cstdio>

namespace weft::hdl {

namespace {

std::string hexDigits(uint64_t value) {
  char text[20];
  std::snprintf(text, sizeof text, "%llx", static_cast<unsigned long long>(value));
  return text;
}

/// Decimal while a reader can still read it.
std::string digits(uint64_t value, const char* sign) {
  constexpr uint64_t kReadable = 1 << 20;
  return value < kReadable ? std::string("'") + sign + "d" + std::to_string(value)
                           : std::string("'") + sign + "h" + hexDigits(value);
}

std::string sizedText(const Node& literal, int64_t width) {
  const std::string size = std::to_string(width);
  if (!literal.hex.empty())
    return size + "'h" + literal.hex;
  if (width == 1 && !literal.isSigned)
    return size + "'b" + std::to_string(literal.value);
  const char* sign = literal.isSigned ? "s" : "";
  if (literal.value >= 0)
    return size + digits(uint64_t(literal.value), sign);
  const bool isMostNegative = width < 64 && literal.value == -(int64_t(1) << (width - 1));
  if (isMostNegative)
    return size + "'sh" + hexDigits(uint64_t(1) << (width - 1));
  return "-" + size + digits(uint64_t(-literal.value), sign);
}

} // namespace

std::string fillText(const Dim& count, const std::string& item) {
  if (count.constant() == 1)
    return item;
  if (const auto number = count.constant(); number && item == "1'b0")
    return std::to_string(*number) + "'d0";
  return "{" + count.operandText() + "{" + item + "}}";
}

std::string literalText(const Node& literal) {
  if (const auto width = literal.width.constant())
    return sizedText(literal, *width);
  const int64_t value = literal.value;
  const std::string fill = value < 0 ? "1'b1" : "1'b0";
  if (value == 0 || value == -1)
    return fillText(literal.width, fill);
  const int64_t bitCount = value < 0 ? clog2Of(-value) + 1 : clog2Of(value + 1);
  const std::string low = value < 0 ? "h" + hexDigits((uint64_t(1) << bitCount) - uint64_t(-value))
                          : bitCount == 1 ? "b1"
                                          : "d" + std::to_string(value);
  return "{" + fillText(literal.width - bitCount, fill) + ", " + std::to_string(bitCount) + "'" +
         low + "}";
}

} // namespace weft::hdl
