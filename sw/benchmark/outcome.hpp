// outcome.hpp: A row with what was measured, in words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/benchmark/rows.hpp"

#include <optional>
#include <string>

namespace weft::benchmark {

struct Outcome {
  Row row;
  double measured = 0.0;
  std::optional<std::string> failure; ///< why there is no measurement

  bool met() const { return !failure && row.metBy(measured); }
  /// "met", "MISSED", "FAILED", or nothing without a bound.
  std::string verdict() const;
  /// ">= 0.98", "<= 3600000", or nothing without a bound.
  std::string target() const;
  /// The number, or nothing after a failure.
  std::string value() const;
  /// measured / target, or nothing.
  std::string ratio() const;
};

} // namespace weft::benchmark
