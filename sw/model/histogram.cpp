// histogram.cpp: One-pass histogram and the search for the best clipping point.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/histogram.hpp"

#include "gen/num/error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace weft {

void Histogram::add(double value) {
  const double magnitude = std::abs(value);
  if (!(magnitude <= Float::max()))
    throw DesignError("calibration data lead to NaN or infinity");
  if (magnitude == 0) // exact in every scale
    return;
  if (range_ == 0)
    range_ = magnitude;
  while (magnitude > range_)
    widen();
  const auto bin = static_cast<std::size_t>(magnitude / range_ * kBins);
  ++counts_[bin < kBins ? bin : kBins - 1];
  largest_ = magnitude > largest_ ? magnitude : largest_;
  ++octaves_[static_cast<std::size_t>(std::max(std::ilogb(magnitude) - kFirstOctave, 0))];
}

void Histogram::widen() {
  for (std::size_t bin = 0; bin < kBins / 2; ++bin)
    counts_[bin] = counts_[2 * bin] + counts_[2 * bin + 1];
  for (std::size_t bin = kBins / 2; bin < kBins; ++bin)
    counts_[bin] = 0;
  range_ *= 2;
}

/// Rounding error of a uniform step below `clip`, distance to `clip` above it.
double Histogram::squaredError(double clip, double levels) const {
  const double step = clip / levels;
  double error = 0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    const double value = (static_cast<double>(bin) + 0.5) * range_ / kBins;
    const double beyond = value - clip;
    error += static_cast<double>(counts_[bin]) * (beyond > 0 ? beyond * beyond : step * step / 12);
  }
  return error;
}

double Histogram::bestScale(int bits) const {
  const double levels = std::ldexp(1.0, bits - 1) - 1;
  constexpr int kCandidates = 128;
  double best = largest_;
  double smallest = squaredError(best, levels);
  for (int i = kCandidates / 4; i < kCandidates; ++i) {
    const double clip = largest_ * i / kCandidates;
    const double error = squaredError(clip, levels);
    if (error < smallest) {
      smallest = error;
      best = clip;
    }
  }
  return best / levels;
}

double Histogram::fullScale(int bits, double headroom) const {
  const double levels = std::ldexp(1.0, bits - 1) - 1;
  return largest_ * headroom / levels;
}

double Histogram::shareRoundedToZero(double scale) const {
  const auto all = std::accumulate(octaves_.begin(), octaves_.end(), std::uint64_t{0});
  if (all == 0)
    return 0;
  const int below = std::clamp(std::ilogb(scale / 2) - kFirstOctave, 0, int{kOctaves});
  const auto zeros = std::accumulate(octaves_.begin(), octaves_.begin() + below, std::uint64_t{0});
  return static_cast<double>(zeros) / static_cast<double>(all);
}

} // namespace weft
