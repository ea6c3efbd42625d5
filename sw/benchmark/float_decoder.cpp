// float_decoder.cpp: GPT-2's layers in float32, token by token, by the operators of the reference
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/float_decoder.hpp"

#include "sw/benchmark/cpu_peaks.hpp"
#include "sw/model/reference_ops.hpp"

namespace weft {
namespace {

constexpr double kEpsilon = 1e-5; ///< of GPT-2's LayerNorm
constexpr int kWeightSteps = 1000;

/// Uniform, of a size that keeps rows about as large as they came.
float drawWeight(std::size_t inner, num::Random& random) {
  const double largest = std::sqrt(1.0 / static_cast<double>(inner));
  return static_cast<float>(
      largest * static_cast<double>(random.uniform(-kWeightSteps, kWeightSteps)) / kWeightSteps);
}

void addTo(std::vector<float>& row, const std::vector<float>& more) {
  std::ranges::transform(row, more, row.begin(), std::plus<>{});
}

/// Gives the time since the last call, or since the beginning, to a group.
class Stopwatch {
public:
  explicit Stopwatch(GroupSeconds& seconds) : seconds_(seconds) {}
  void lap(OperatorGroup group) {
    const double now = threadSeconds();
    seconds_[static_cast<std::size_t>(group)] += now - last_;
    last_ = now;
  }

private:
  GroupSeconds& seconds_;
  double last_ = threadSeconds();
};

} // namespace

FloatDecoderLayer::Linear::Linear(std::size_t inner, std::size_t columns, num::Random& random)
    : weight(inner * columns), bias(columns, 0.0) {
  for (float& w : weight)
    w = drawWeight(inner, random);
}

std::vector<float> FloatDecoderLayer::Linear::operator()(const std::vector<float>& x) const {
  std::vector<float> y(bias.size());
  reference::linear<float>(x, weight, bias, x.size(), y);
  return y;
}

FloatDecoderLayer::FloatDecoderLayer(const TransformerShape& shape, std::size_t tokens,
                                     num::Random& random)
    : shape_(shape), queryKeyValue_(shape.width, 3 * shape.width, random),
      output_(shape.width, shape.width, random), ffn1_(shape.width, shape.inner(), random),
      ffn2_(shape.inner(), shape.width, random), gamma_(shape.width, 1.0), beta_(shape.width, 0.0),
      keys_(tokens * shape.width), values_(tokens * shape.width) {}

std::vector<float> FloatDecoderLayer::normalised(std::vector<float> row) const {
  reference::layerNorm<float>(row, kEpsilon, gamma_, beta_);
  return row;
}

std::vector<float> FloatDecoderLayer::attend(const std::vector<float>& queryKeyValue) {
  const std::size_t width = shape_.width, size = width / shape_.heads;
  const auto place = static_cast<std::ptrdiff_t>(length_++ * width);
  const auto begin = queryKeyValue.begin();
  const auto end = [&](std::size_t rows) {
    return begin + static_cast<std::ptrdiff_t>(rows * width);
  };
  std::copy(end(1), end(2), keys_.begin() + place);
  std::copy(end(2), end(3), values_.begin() + place);
  AttentionOp op;
  op.L = 1;
  op.S = length_;
  op.D = size;
  op.softmaxScale = 1 / std::sqrt(static_cast<double>(size));
  std::vector<float> out(width);
  for (std::size_t head = 0; head < shape_.heads; ++head)
    reference::attendHead<float>(op, {queryKeyValue, width, head * size},
                                 {keys_, width, head * size}, {values_, width, head * size},
                                 {out, width, head * size});
  return out;
}

void FloatDecoderLayer::step(std::vector<float>& row, GroupSeconds& seconds) {
  Stopwatch watch(seconds);
  const std::vector<float> x = normalised(row);
  watch.lap(OperatorGroup::other);
  const std::vector<float> queryKeyValue = queryKeyValue_(x);
  watch.lap(OperatorGroup::projections);
  const std::vector<float> context = attend(queryKeyValue);
  watch.lap(OperatorGroup::attention);
  const std::vector<float> projected = output_(context);
  watch.lap(OperatorGroup::projections);
  addTo(row, projected);
  const std::vector<float> y = normalised(row);
  watch.lap(OperatorGroup::other);
  std::vector<float> inner = ffn1_(y);
  watch.lap(OperatorGroup::feedForward);
  reference::activate<float>(isa::Activation::gelu, inner);
  watch.lap(OperatorGroup::other);
  const std::vector<float> outer = ffn2_(inner);
  watch.lap(OperatorGroup::feedForward);
  addTo(row, outer);
  watch.lap(OperatorGroup::other);
}

} // namespace weft
