// histogram.hpp: Distribution of magnitudes, and the integer scale that represents it best.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace weft {

/// Counts |x| in equal bins from 0 to a range that doubles when a larger value comes, so that one
/// pass over the calibration data is enough; and in octaves, which the largest value cannot blur.
class Histogram {
public:
  /// `value` must be within float's range; NaN, infinity and more than that throw DesignError:
  /// such data calibrate nothing.
  void add(double value);

  /// Largest magnitude seen; 0 without data.
  double largest() const { return largest_; }

  /// The scale (value of 1 LSB) of a signed `bits`-bit integer for which rounding plus saturation
  /// give the smallest mean square error on the data. 0 when all data are zero: any scale would do.
  double bestScale(int bits) const;

  /// The scale at which the largest magnitude times `headroom` is full range. 0 as above.
  double fullScale(int bits, double headroom) const;

  /// Share of the data that are not zero but certainly round to it at `scale`, among those that are
  /// not zero: what is below the largest power of two that is no more than half of `scale`.
  double shareRoundedToZero(double scale) const;

private:
  using Float = std::numeric_limits<float>;
  static constexpr std::size_t kBins = 2048;
  static constexpr int kFirstOctave = Float::min_exponent - Float::digits; // denormals among them
  static constexpr std::size_t kOctaves = Float::max_exponent - kFirstOctave;

  void widen();
  double squaredError(double clip, double levels) const;

  std::array<std::uint64_t, kBins> counts_{};
  std::array<std::uint64_t, kOctaves> octaves_{}; // [i]: from 2^(kFirstOctave + i) to its double
  double range_ = 0;
  double largest_ = 0;
};

} // namespace weft
