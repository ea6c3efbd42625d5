// deviation.hpp: The standard deviation of values that come one by one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace weft {

/// Standard deviation, gathered value by value; of values that hardly differ, half of their size.
class Deviation {
public:
  void add(double value) {
    sum_ += value;
    squares_ += value * value;
    ++count_;
  }
  /// 0 without values.
  double result() const {
    if (count_ == 0)
      return 0;
    const double count = static_cast<double>(count_);
    const double mean = sum_ / count;
    const double square = squares_ / count;
    return std::sqrt(std::max(square / 4, square - mean * mean));
  }

private:
  double sum_ = 0, squares_ = 0;
  std::size_t count_ = 0;
};

} // namespace weft
