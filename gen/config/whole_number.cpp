// whole_number.cpp: Whole numbers in what a user writes.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/whole_number.hpp"

#include <algorithm>
#include <charconv>

namespace weft {
namespace {

bool isDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

std::optional<std::uint64_t> wholeNumber(std::string_view text) {
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!isDigits(text) || error != std::errc{})
    return {};
  return value;
}

std::string nearestText(std::string_view text, std::uint64_t low, std::uint64_t high) {
  const bool isNegative = text.starts_with('-');
  const std::string_view digits = text.substr(isNegative ? 1 : 0);
  if (!isDigits(digits))
    return {};
  const std::uint64_t nearest =
      isNegative ? low : std::clamp(wholeNumber(digits).value_or(high), low, high);
  return "; nearest: " + std::to_string(nearest);
}

} // namespace weft
