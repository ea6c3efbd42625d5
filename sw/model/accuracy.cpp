// accuracy.cpp: Sums for cosine, root mean square and largest error.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/accuracy.hpp"

#include "gen/num/attention_formats.hpp"
#include "gen/num/error.hpp"
#include "sw/model/reference.hpp"

#include <algorithm>
#include <cmath>

namespace weft {

void AccuracyMeter::addElement(double got, double expected, double lsb) {
  dot_ += got * expected;
  gotSquares_ += got * got;
  expectedSquares_ += expected * expected;
  const double error = std::abs(got - expected) / lsb;
  errorSquares_ += error * error;
  largest_ = std::max(largest_, error);
  ++count_;
}

template <class Real>
void AccuracyMeter::add(const GraphTensor& tensor, const Tensor& integers,
                        std::span<const Real> expected) {
  const std::vector<double> got = dequantise<double>(tensor, integers);
  if (got.size() != expected.size())
    throw InternalError("accuracy of " + tensor.name + " against a tensor of another size");
  const double limit = std::ldexp(1.0, 8 * static_cast<int>(dtypeSize(tensor.dtype)) - 1);
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double lsb = tensor.scaleOf(i % tensor.columns);
    addElement(got[i], expected[i], lsb);
    clipped_ += std::abs(expected[i]) > limit * lsb;
  }
}

void AccuracyMeter::addSoftmax(const SoftmaxOp& softmax, const std::vector<Tensor>& values,
                               std::span<const double> expected) {
  constexpr double kSumStep = 1 << num::kSumGuardBits;
  const auto p = values[softmax.probabilities].values<std::uint8_t>();
  const auto exponents = values[softmax.exponents].values<std::int16_t>();
  const auto sums = values[softmax.sums].values<std::int32_t>();
  const std::size_t chunks = softmax.chunks();
  const auto keys = static_cast<std::size_t>(softmax.chunkKeys);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const std::size_t row = i / softmax.columns;
    const int chunkExponent = exponents[row * chunks + i % softmax.columns / keys];
    const int rowExponent = static_cast<std::int16_t>(sums[2 * row + 1]);
    const double sum = static_cast<std::uint32_t>(sums[2 * row]) / kSumStep;
    const double step = std::ldexp(1 / sum, chunkExponent - rowExponent);
    addElement(p[i] * step, expected[i], step);
  }
}

Accuracy AccuracyMeter::result() const {
  Accuracy accuracy;
  const double norms = std::sqrt(gotSquares_) * std::sqrt(expectedSquares_);
  if (gotSquares_ > 0 || expectedSquares_ > 0)
    accuracy.cosine = norms > 0 ? dot_ / norms : 0.0;
  if (count_ > 0)
    accuracy.rmsErrorLsb = std::sqrt(errorSquares_ / static_cast<double>(count_));
  accuracy.maxErrorLsb = largest_;
  if (count_ > 0)
    accuracy.clippedShare = static_cast<double>(clipped_) / static_cast<double>(count_);
  return accuracy;
}

void GraphAccuracy::addSample(const std::vector<Tensor>& values) {
  std::vector<Values<double>> inputs;
  for (const TensorId id : graph_.inputs)
    inputs.push_back(dequantise<double>(graph_.tensors[id], values[id]));
  const auto expected = runReference<double>(graph_, std::move(inputs));
  const TensorId output = graph_.outputs.at(0);
  const auto* softmax = std::get_if<SoftmaxOp>(&graph_.operators.back().op);
  if (softmax && softmax->probabilities == output)
    meter_.addSoftmax(*softmax, values, expected[output]);
  else
    meter_.add<double>(graph_.tensors[output], values[output], expected[output]);
}

template void AccuracyMeter::add(const GraphTensor&, const Tensor&, std::span<const float>);
template void AccuracyMeter::add(const GraphTensor&, const Tensor&, std::span<const double>);

} // namespace weft
