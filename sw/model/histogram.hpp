// histogram.hpp: Distribution of magnitudes, and the integer scale that represents it best.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace weft {

/// Counts |x| in equal bins from 0 to a range that doubles when a larger value comes, so that one
/// pass over the calibration data is enough.
class Histogram {
public:
  /// NaN and infinity throw DesignError: such data calibrate nothing.
  void add(double value);

  /// Largest magnitude seen; 0 without data.
  double largest() const { return largest_; }

  /// The scale (value of 1 LSB) of a signed `bits`-bit integer for which rounding plus saturation
  /// give the smallest mean square error on the data. 1 when all data are zero.
  double bestScale(int bits) const;

  /// The scale at which the largest magnitude times `headroom` is full range. 1 when all are zero.
  double fullScale(int bits, double headroom) const;

private:
  static constexpr std::size_t kBins = 2048;

  void widen();
  double squaredError(double clip, double levels) const;

  std::array<std::uint64_t, kBins> counts_{};
  double range_ = 0;
  double largest_ = 0;
};

} // namespace weft
