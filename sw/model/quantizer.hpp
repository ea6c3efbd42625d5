// quantizer.hpp: Static post-training quantisation of a graph.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"
#include "sw/model/histogram.hpp"

#include <vector>

namespace weft {

/// Distributions of every activation over the calibration data. The columns of a tensor that
/// attention reads as q, k and v have a distribution each: they get scales of their own.
class Calibration {
public:
  explicit Calibration(const Graph& graph);

  /// Runs one sample (one row-major span of values per graph input) through the float reference.
  void observe(const Graph& graph, std::vector<std::vector<float>> inputs);

  /// Distributions of the equal column groups of a tensor, one or three.
  const std::vector<Histogram>& of(TensorId id) const { return histograms_[id]; }

private:
  void add(const Graph& graph, TensorId id, const std::vector<float>& values);

  std::vector<std::vector<Histogram>> histograms_;
};

/// The integer graph of `real` (an imported checkpoint, F32 weights):
/// - weights int8, symmetric in [-127, 127], one scale per output channel at its largest magnitude;
/// - int8 activations at the scale of least mean square error on the calibration data;
/// - int16 activations at their largest magnitude with a quarter of headroom;
/// - constants in int16 at full range; bias int32.
Graph quantizeGraph(Graph real, const Calibration& calibration);

} // namespace weft
