// golden_attention.cpp: Finds heads in tensors and runs the attention model on them.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/golden_attention.hpp"

#include "gen/blocks/attention_engine/attention_model.hpp"
#include "sw/tensor/interruption.hpp"

namespace weft {

namespace {

AttentionShape shapeOf(const AttentionOp& op, num::Nonlinear nonlinear) {
  return {.queries = static_cast<int>(op.L),
          .keys = static_cast<int>(op.S),
          .headSize = static_cast<int>(op.D),
          .mask = op.mask,
          .validKeys = static_cast<int>(op.valid),
          .scoreScale = op.scoreScale,
          .outputScale = op.outputScale,
          .nonlinear = nonlinear,
          .chunkKeys = op.chunkKeys};
}

} // namespace

const std::int8_t* GoldenAttention::columns(const HeadView& view, std::size_t head) const {
  return values_[view.tensor].values<std::int8_t>().data() + view.column + head * view.headStride;
}

std::ptrdiff_t GoldenAttention::pitch(const HeadView& view) const {
  return static_cast<std::ptrdiff_t>(graph_.tensors[view.tensor].columns);
}

void GoldenAttention::row(std::size_t head, std::size_t query, std::int8_t* out) const {
  const std::size_t kvHead = head / op_.queryHeadsPerKvHead;
  const AttentionShape shape = shapeOf(op_, nonlinear_);
  const ConstRows queries{columns(op_.q, head), pitch(op_.q)};
  const int index = static_cast<int>(query);
  attentionRow(queries.row(index), {columns(op_.k, kvHead), pitch(op_.k)},
               {columns(op_.v, kvHead), pitch(op_.v)}, visibleKeys(shape, index), shape, out);
}

void GoldenAttention::all(std::span<std::int8_t> out) const {
  const std::size_t outPitch = graph_.tensors[op_.out.tensor].columns;
  for (std::size_t h = 0; h < op_.H; ++h)
    for (std::size_t query = 0; query < op_.L; ++query) {
      stopIfInterrupted();
      row(h, query, &out[query * outPitch + op_.out.column + h * op_.out.headStride]);
    }
}

} // namespace weft
