// blocking.hpp: The sizes at which something in machine or compiler begins anew.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::regress {

/// One size of one kind of workload, by its letter in the workload's text; `headSize` of an encoder
/// stands for D / H.
struct Dimension {
  std::string_view kind;
  std::string_view size;
  bool operator==(const Dimension&) const = default;
};

inline constexpr std::string_view kHeadSize = "headSize";

/// A size that blocks something, on one configuration.
struct Blocking {
  std::string_view name;
  std::int64_t size = 0;
  std::vector<Dimension> dimensions; ///< that it blocks
  /// The definitions that it follows from: configuration keys, and "file:name" of constants and
  /// functions (the file without its folder and ending).
  std::vector<std::string_view> constants;
  bool isMost = false; ///< nothing larger is legal
};

/// Every blocking size of `config`, always the same ones in the same order.
std::vector<Blocking> blockings(const Config& config);

/// Largest legal value of a dimension, 0 where the machine has no such workload.
std::int64_t mostOf(const Dimension& dimension, const Config& config);

} // namespace weft::regress
