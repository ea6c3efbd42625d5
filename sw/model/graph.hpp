// graph.hpp: a Transformer as the accelerator runs it: integer tensors and operators in program order
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/tensor/tensor.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace weft {

/// Index into Graph::tensors.
using TensorId = std::size_t;

enum class TensorRole {
  input,        ///< given by the caller for every run
  constant,     ///< weights, biases, scales, gamma and beta; `value` holds the elements
  intermediate, ///< written by one operator, read by later ones
  output        ///< a result of the workload
};

/// rows x columns elements of one type. real = scale * integer, except for constants with one scale per column.
struct GraphTensor {
  std::string name;
  DType dtype = DType::I8;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  TensorRole role = TensorRole::intermediate;
  double scale = 1.0;                ///< real value of one LSB (per tensor)
  std::vector<double> channelScales; ///< real value of one LSB per column; empty: `scale` holds
  Tensor value;                      ///< elements of a constant, shape [rows, columns]
};

enum class Activation : std::uint8_t { none = 0, relu = 1, gelu = 2 };

/// out[M x N] = activation(in[M x K] * weights[K x N] + bias), requantised per column.
struct MatmulOp {
  TensorId input = 0;    ///< I8 [M x K]
  TensorId weights = 0;  ///< I8 [K x N], in [-127, 127]
  TensorId channels = 0; ///< I32 [N x 2]: bias, scale word (gen/num Scale) of every output channel
  TensorId output = 0;   ///< I8, I16 or I32 [M x N]; I32 is the accumulator plus bias
  Activation activation = Activation::none;
  std::uint32_t secondScale = 0; ///< Scale word from the activation's fixed point to the output (gelu), else 0
  std::int64_t section = 0; ///< columns that belong together (head groups of q | k | v): D for a QKV product, else 0
};

/// Columns of an I8 tensor that hold one head after another.
struct HeadView {
  TensorId tensor = 0;
  std::int64_t column = 0; ///< of head 0
  std::int64_t stride = 0; ///< columns from one head to the next
};

enum class Mask : std::uint8_t { none = 0, causal = 1, padding = 2 };

/// Per head: softmax(query * key^T) * value. Causal: query i sees keys 0 .. keys - queries + i.
struct AttentionOp {
  HeadView query, key, value, output; ///< rows: queries, keys, keys, queries
  std::int64_t queries = 0, keys = 0, headSize = 0, heads = 0;
  std::int64_t queryHeadsPerKeyHead = 1;
  Mask mask = Mask::none;
  std::int64_t valid = 0;         ///< keys that count (padding)
  std::uint32_t scoreScale = 0;   ///< Scale word: int32 score -> base-2 exponent in fixed point
  std::uint32_t outputScale = 0;  ///< Scale word: normalised sum -> output LSB
  double realScoreScale = 0.0;    ///< s_q * s_k / sqrt(head size), for the float reference
};

/// Row-wise base-2 softmax of int32 scores, not normalised (gen/blocks/softmax/README.md).
struct SoftmaxOp {
  TensorId scores = 0;        ///< I32 [R x S]
  TensorId probabilities = 0; ///< U8 [R x S], relative to the chunk's exponent
  TensorId exponents = 0;     ///< I16 [R x ceil(S / 16)]
  TensorId sums = 0;          ///< I32 [R x 2]: row sum; row exponent in the low 16 bits
  std::uint32_t scoreScale = 0;
};

/// The post-processor: residual add and/or LayerNorm, int16 in, int16 and/or int8 out.
struct PostOp {
  TensorId input = 0;                ///< I16 [R x D]
  std::optional<TensorId> residual;  ///< I16 [R x D]
  std::optional<TensorId> gammaBeta; ///< I16 [D x 2]: gamma, beta; present = normalise
  std::optional<TensorId> output16;  ///< I16 [R x D]
  std::optional<TensorId> output8;   ///< I8 [R x D]
  std::uint32_t inputScale = 0, residualScale = 0; ///< Scale words into the sum
  std::uint64_t epsilonTerm = 0;
  std::uint32_t gammaShift = 0;
  std::uint32_t scale8 = 0;    ///< Scale word out16 -> out8
  double epsilon = 0.0;        ///< of the float reference
};

enum class OperatorKind { matmul, attention, softmax, norm, add, embed };

struct Operator {
  std::string name; ///< e.g. "layer0.feed_forward.up"
  OperatorKind kind = OperatorKind::matmul; ///< `embed` = the patch product or position addition of a model
  std::variant<MatmulOp, AttentionOp, SoftmaxOp, PostOp> work;
};

/// Tensors and operators; operators only read tensors that are inputs, constants or written before.
struct Graph {
  std::string workload; ///< canonical text of the workload
  std::vector<GraphTensor> tensors;
  std::vector<Operator> operators;

  TensorId add(GraphTensor tensor) {
    tensors.push_back(std::move(tensor));
    return tensors.size() - 1;
  }
};

} // namespace weft
