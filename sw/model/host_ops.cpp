// host_ops.cpp: Operators of a graph that the host computes between submissions.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/host_ops.hpp"

#include "gen/num/error.hpp"
#include "sw/model/host_kernels.hpp"
#include "sw/tensor/interruption.hpp"

#include <algorithm>

namespace weft {
namespace {

std::vector<float> narrowed(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

class HostRun {
public:
  HostRun(const Graph& graph, const HostOp& op, TensorValues& values)
      : graph_(graph), op_(op), values_(values), gamma_(narrowed(op.gamma)),
        beta_(narrowed(op.beta)), row_(op.columns) {
    const GraphTensor& input = graph.tensors[op.input];
    const std::size_t scales = input.columnScales.empty() ? 1 : op.columns;
    for (std::size_t i = 0; i < scales; ++i)
      scales_.push_back(static_cast<float>(input.scaleOf(i) * op.inputFactor));
    for (const TensorId id : op.outputs)
      values[id] = Tensor(graph.tensors[id].dtype, {op.rows, op.columns});
  }

  void run() {
    for (std::size_t row = 0; row < op_.rows; ++row) {
      stopIfInterrupted();
      load(row);
      compute(row);
      for (const TensorId id : op_.outputs)
        store(id, row);
    }
  }

private:
  void load(std::size_t row) {
    const Tensor& input = values_[op_.input];
    if (input.dtype() == DType::i32)
      loadFrom(input.values<std::int32_t>(), row);
    else if (input.dtype() == DType::i16)
      loadFrom(input.values<std::int16_t>(), row);
    else
      throw InternalError("a host operator reads int16 or int32");
  }
  template <class Integer> void loadFrom(std::span<const Integer> all, std::size_t row) {
    host::dequantise(&all[row * op_.columns], scales_.data(), scales_.size() == 1 ? 0 : 1,
                     row_.data(), op_.columns);
  }

  void compute(std::size_t row) {
    switch (op_.function) {
    case HostOp::Function::gelu:
      return host::gelu(row_.data(), op_.columns);
    case HostOp::Function::softmax:
      return soften(visibleKeys(op_, row));
    case HostOp::Function::norm:
      return host::norm(row_.data(), gamma_.data(), beta_.data(), static_cast<float>(op_.epsilon),
                        op_.columns);
    }
  }
  void soften(std::size_t visible) {
    if (visible > 0)
      host::softmax(row_.data(), visible);
    std::fill(row_.begin() + static_cast<std::ptrdiff_t>(visible), row_.end(), 0.0F);
  }

  void store(TensorId id, std::size_t row) {
    switch (graph_.tensors[id].dtype) {
    case DType::i8:
      return storeTo<std::int8_t>(id, row);
    case DType::i16:
      return storeTo<std::int16_t>(id, row);
    case DType::i32:
      return storeTo<std::int32_t>(id, row);
    default:
      throw InternalError("a host operator writes integers");
    }
  }
  template <class Integer> void storeTo(TensorId id, std::size_t row) {
    const auto factor = static_cast<float>(1.0 / graph_.tensors[id].scale);
    host::quantise(row_.data(), factor, &values_[id].mutableValues<Integer>()[row * op_.columns],
                   op_.columns);
  }

  const Graph& graph_;
  const HostOp& op_;
  TensorValues& values_;
  std::vector<float> scales_, gamma_, beta_, row_;
};

} // namespace

void runHostOperator(const Graph& graph, const HostOp& op, TensorValues& values) {
  HostRun(graph, op, values).run();
}

std::size_t visibleKeys(const HostOp& op, std::size_t row) {
  if (op.causalQueries == 0)
    return op.columns;
  const std::size_t end = op.columns + row % op.causalQueries + 1;
  return end > op.causalQueries ? std::min(op.columns, end - op.causalQueries) : 0;
}

} // namespace weft
