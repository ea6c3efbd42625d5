// accuracy.hpp: How far integers are from the real numbers that they stand for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"

#include <span>
#include <vector>

namespace weft {

/// Errors in units of the tensor's own step (1 LSB).
struct Accuracy {
  double cosine = 1.0; // of the angle between both as vectors; 1 when both are zero
  double rmsErrorLsb = 0.0;
  double maxErrorLsb = 0.0;
  double clippedShare = 0.0; // of expected values that int8 or int16 cannot hold at their scale
};

/// Gathers the errors of a tensor over any number of samples.
class AccuracyMeter {
public:
  /// `integers` are elements of `tensor`, `expected` the real values, equally many.
  template <class Real>
  void add(const GraphTensor& tensor, const Tensor& integers, std::span<const Real> expected);

  /// Probabilities of `softmax` (its three results in `values`) against real probabilities. The
  /// step is one unit of p in its chunk: 2^(chunk exponent - row exponent) / row sum.
  void addSoftmax(const SoftmaxOp& softmax, const std::vector<Tensor>& values,
                  std::span<const double> expected);

  Accuracy result() const;

private:
  void addElement(double got, double expected, double lsb);

  double dot_ = 0, gotSquares_ = 0, expectedSquares_ = 0;
  double errorSquares_ = 0, largest_ = 0;
  std::size_t count_ = 0, clipped_ = 0;
};

/// Accuracy of graph.outputs[0] over samples, against the float64 reference on the dequantised
/// inputs and weights.
class GraphAccuracy {
public:
  /// `graph` must outlive the object.
  explicit GraphAccuracy(const Graph& graph) : graph_(graph) {}

  /// `values`: all tensors of one run, inputs among them.
  void addSample(const std::vector<Tensor>& values);

  Accuracy result() const { return meter_.result(); }

private:
  const Graph& graph_;
  AccuracyMeter meter_;
};

} // namespace weft
