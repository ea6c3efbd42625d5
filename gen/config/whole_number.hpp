// whole_number.hpp: Whole numbers in what a user writes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weft {

/// `text` as decimal digits and nothing else, if the number has at most 64 bits.
std::optional<std::uint64_t> wholeNumber(std::string_view text);

/// The end of a complaint that `text` is not in [low, high]: "; nearest: 4096", also for a negative
/// number and for one of more than 64 bits; empty for what is no number.
std::string nearestText(std::string_view text, std::uint64_t low, std::uint64_t high);

} // namespace weft
