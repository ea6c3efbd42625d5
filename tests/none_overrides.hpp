// none_overrides.hpp: Makes a machine without softmax, GELU and LayerNorm of any preset
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace weft::testing {

/// `attention.engine` none, a host of round numbers, and `more`.
inline std::vector<std::string> noneOverrides(const std::vector<std::string>& more = {}) {
  std::vector<std::string> all = {
      "attention.engine=none", "host.dequantise=2", "host.quantise=3",          "host.gelu=5",
      "host.softmax=7",        "host.norm=11",      "host.source=\"of a test\""};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

} // namespace weft::testing
