// layer_names.hpp: One row in a table for what equal layers repeat.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>

namespace weft::cli {

/// "layer*.qkv" of "layer3.qkv"; other names as they are.
inline std::string nameInAllLayers(const std::string& name) {
  const std::size_t dot = name.find('.');
  return name.starts_with("layer") && dot != std::string::npos ? "layer*" + name.substr(dot) : name;
}

/// Whether `operators` (anything with a name) are those of more than one layer.
template <class Operators> bool severalLayers(const Operators& operators) {
  return std::ranges::any_of(operators,
                             [](const auto& op) { return op.name.starts_with("layer1."); });
}

} // namespace weft::cli
