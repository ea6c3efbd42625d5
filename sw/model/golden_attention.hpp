// golden_attention.hpp: Bit-exact attention on the tensors of a graph.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/golden.hpp"

namespace weft {

/// Attention of one operator, head by head and query by query. `values` must outlive it and hold q,
/// k and v.
class GoldenAttention {
public:
  GoldenAttention(const Graph& graph, const AttentionOp& op, num::Nonlinear nonlinear,
                  const TensorValues& values)
      : graph_(graph), op_(op), nonlinear_(nonlinear), values_(values) {}

  /// The D outputs of `query` in `head`, written to `out`.
  void row(std::size_t head, std::size_t query, std::int8_t* out) const;

  /// All outputs, in the layout of the operator's output tensor, of which `out` is all elements.
  void all(std::span<std::int8_t> out) const;

private:
  const std::int8_t* columns(const HeadView& view, std::size_t head) const;
  std::ptrdiff_t pitch(const HeadView& view) const;

  const Graph& graph_;
  const AttentionOp& op_;
  num::Nonlinear nonlinear_;
  const TensorValues& values_;
};

} // namespace weft
