// calibration.hpp: What the float model's tensors hold on the calibration data.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"
#include "sw/model/histogram.hpp"

#include <vector>

namespace weft {

/// An element of one sample's tensor.
struct CalibrationElement {
  double value = 0;
  std::size_t sample = 0, row = 0, column = 0;
};

/// What a tensor, or a group of its columns with a scale of its own, held over all samples.
struct CalibrationStatistics {
  Histogram histogram;
  CalibrationElement largest;       // by magnitude
  std::vector<double> sampleMaxima; // largest magnitude of every sample
};

/// Distributions of every activation over the calibration data. The columns of a tensor that
/// attention reads as q, k and v have a distribution each: they get scales of their own.
class Calibration {
public:
  explicit Calibration(const Graph& graph);

  /// Runs one sample (one row-major span of values per graph input), which is `sample` in reports,
  /// through the float reference. Throws DesignError that names the tensor when the sample leads to
  /// NaN or infinity.
  void observe(const Graph& graph, std::size_t sample, std::vector<std::vector<float>> inputs);

  /// Statistics of the equal column groups of a tensor, one or three.
  const std::vector<CalibrationStatistics>& of(TensorId id) const { return tensors_[id]; }

private:
  void add(const Graph& graph, TensorId id, std::size_t sample, const std::vector<float>& values);

  std::vector<std::vector<CalibrationStatistics>> tensors_;
};

/// Largest magnitude that all but one in twenty of `maxima` stay within: of fewer than twenty, the
/// largest of all. 0 without any.
double usualMaximum(std::vector<double> maxima);

/// True for a magnitude that stands so far above the usual maximum of its kind that a scale for it
/// would take two bits and more from all others.
bool isStray(double magnitude, double usual);

} // namespace weft
