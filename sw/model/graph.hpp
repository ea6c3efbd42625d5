// graph.hpp: A network as a list of tensors and integer operators, ready to run or compile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/layernorm/layernorm_model.hpp"
#include "gen/isa/values.hpp"
#include "gen/num/attention_formats.hpp"
#include "gen/num/fixed.hpp"
#include "sw/model/window.hpp"
#include "sw/tensor/tensor.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace weft {

/// Index into Graph::tensors.
using TensorId = std::size_t;

/// Where a tensor's elements come from and who sees them.
enum class TensorKind {
  input,        // given anew for every sample
  weight,       // constant, part of the graph
  intermediate, // made by one operator, read by others
  output        // made by an operator (and perhaps read by others), result of the workload
};

/// A rows x columns tensor of integers and what they mean: real = scale * integer.
struct GraphTensor {
  std::string name;
  DType dtype = DType::i8;
  std::size_t rows = 0;
  std::size_t columns = 0;
  TensorKind kind = TensorKind::intermediate;
  double scale = 1.0;               // value of 1 LSB; 1 where columnScales are given
  std::vector<double> columnScales; // one per column when they differ (weights, q|k|v)
  Tensor data;                      // the elements of a Weight, shape [rows, columns]; else empty
  std::size_t fill = 0;             // elements that the layout adds: no data of the workload

  /// Value of 1 LSB in `column`.
  double scaleOf(std::size_t column) const {
    return columnScales.empty() ? scale : columnScales[column];
  }
};

/// output = requantise(activation(input [M x K] * weight [K x N] + bias)). A convolution is the
/// product of the pixels that each result sees; its maxima are taken of what is requantised.
struct MatmulOp {
  std::size_t M = 0, K = 0, N = 0;
  TensorId input = 0;  // int8 [M x K]; of a convolution [pixels x channels]
  TensorId weight = 0; // int8 [K x N]; a constant in [-127, 127], or what an operator has written
  TensorId output = 0; // [M x N], pooled fewer rows; its dtype (int8, int16, int32) is its type
  std::optional<Window> window; // of a convolution
  isa::Activation activation = isa::Activation::none;
  std::vector<std::int32_t> bias; // [N], at scale input.scale * weight.columnScales[n]
  std::vector<num::Scale> scale;  // [N]; all zero words (unused) for int32 outputs
  num::Scale postScale;           // after GELU; zero word (unused) without
  std::vector<double> realBias;   // [N]; the real values that bias stands for
};

/// Columns [column + h * headStride, + D) of `tensor` belong to head h.
struct HeadView {
  TensorId tensor = 0;
  std::size_t column = 0;
  std::size_t headStride = 0; // in columns (= bytes, elements are int8)
};

/// For every head: out [L x D] = softmax(q [L x D] * k [S x D]^T / sqrt(D)) * v [S x D].
struct AttentionOp {
  std::size_t L = 0, S = 0, D = 0, H = 0;
  std::size_t queryHeadsPerKvHead = 1;
  isa::MaskKind mask = isa::MaskKind::none;
  std::size_t valid = 0;           // keys that exist, 1..S; S unless the mask is padding
  HeadView q, k, v, out;           // all int8
  num::Scale scoreScale;           // int32 score -> base-2 exponent in fixed point
  num::Scale outputScale;          // v's LSB -> out's LSB
  double softmaxScale = 0;         // real factor on q . k before softmax: 1 / sqrt(D)
  int chunkKeys = num::kChunkKeys; // keys that share one exponent
};

/// Softmax of int32 scores, row by row, in the attention engine's number format.
struct SoftmaxOp {
  std::size_t rows = 0, columns = 0;
  TensorId scores = 0;        // int32 [rows x columns]
  TensorId probabilities = 0; // uint8 [rows x columns], relative to their chunk's exponent
  TensorId exponents = 0;     // int16 [rows x ceil(columns / chunkKeys)], one per chunk
  TensorId sums = 0;          // int32 [rows x 2]: row sum, then row exponent in the low 16 bits
  num::Scale scoreScale;      // int32 score -> base-2 exponent in fixed point
  double softmaxScale = 0;    // real factor on scores before softmax, in units of their scale
  int chunkKeys = num::kChunkKeys; // keys that share one exponent

  std::size_t chunks() const;
};

/// t = a + residual, its positive part with ReLU; y = normalise ? LayerNorm(t) : t; written as
/// int16 and / or int8.
struct PostOp {
  std::size_t rows = 0, D = 0;
  TensorId a = 0;                       // int16 or int8 [rows x D]
  std::optional<TensorId> residual;     // int16 or int8 [rows x D]
  std::optional<TensorId> out16;        // int16 [rows x D]
  std::optional<TensorId> out8;         // int8 [rows x D]
  PostParameters arithmetic;            // zero words where no residual or no out8 needs a scale
  std::vector<std::uint32_t> gammaBeta; // [D]: int16 gamma | int16 beta << 16; empty without norm
  double sumScale = 1.0;                // value of 1 LSB of t
  double scale16 = 1.0;            // value of 1 LSB of y in int16, also when only int8 is written
  double epsilon = 0.0;            // real LayerNorm epsilon
  std::vector<double> gamma, beta; // real values that gammaBeta stands for
};

/// One of the two products of attention, head by head, where the softmax between them is the
/// host's. Row h L + i of `table` belongs to query i of head h.
/// Not `weighs`: table = q k^T, int32. `weighs`: out = requantise(table * v), table int8.
struct HeadProductOp {
  std::size_t L = 0, S = 0, D = 0, H = 0; // S: keys that some query sees
  std::size_t queryHeadsPerKvHead = 1;
  bool weighs = false;
  HeadView queries;        // q, or the output; int8 [L x D] a head
  HeadView keys;           // k, or v; int8, the first S rows of each head
  TensorId table = 0;      // [H L x S]
  num::Scale outputScale;  // LSB of the table times v's -> out's LSB; zero word for scores
  std::uint64_t pairs = 0; // of query and key that the mask lets through, per head
};

/// What the host computes between two parts of a program: dequantise, a function of float32 rows,
/// quantise. host_ops.hpp says it bit by bit.
struct HostOp {
  enum class Function { gelu, softmax, norm };
  Function function = Function::gelu;
  std::size_t rows = 0, columns = 0;
  TensorId input = 0;              // int32 (gelu, softmax) or int16 (norm) [rows x columns]
  std::vector<TensorId> outputs;   // [rows x columns], of any integer type
  double inputFactor = 1.0;        // on the input's real value (softmax: 1 / sqrt(D))
  std::size_t causalQueries = 0;   // softmax: L where row r sees columns - L + r mod L + 1; 0: all
  double epsilon = 0.0;            // norm
  std::vector<double> gamma, beta; // [columns]; norm
};

/// What an operator counts as in reports.
enum class OperatorKind { matmul, attention, softmax, norm, add, embed, gelu };

/// "matmul", "attention", "softmax", "norm", "add", "embed", "gelu".
std::string_view operatorKindName(OperatorKind kind);

/// One step; operators run in program order and read only what earlier ones (or the host) wrote.
struct Operator {
  std::string name; // unique in the graph, "layer0.qkv"
  OperatorKind kind = OperatorKind::matmul;
  std::variant<MatmulOp, AttentionOp, SoftmaxOp, PostOp, HeadProductOp, HostOp> op;

  /// Whether the host runs it.
  bool onHost() const { return std::holds_alternative<HostOp>(op); }

  /// Tensors read (weights among them) and written, in the order of the operator's fields.
  std::vector<TensorId> inputs() const;
  std::vector<TensorId> outputs() const;
  /// Multiply-accumulates without padding; of attention, unmasked query-key pairs only, of a
  /// convolution all results that are needed, with the zeros around the image.
  std::uint64_t macs() const;
};

/// A whole workload for one sample.
struct Graph {
  std::vector<GraphTensor> tensors;
  std::vector<Operator> operators;
  std::vector<TensorId> inputs;  // in the order in which samples give them
  std::vector<TensorId> outputs; // the first is the one that accuracy is measured on

  TensorId add(GraphTensor tensor);

  /// Whether the host runs some of its operators.
  bool needsHost() const;

  /// Makes every attention and softmax work in chunks of `keys` keys, as the accelerator that it
  /// shall run on does; a graph begins with chunks of num::kChunkKeys.
  void setChunk(int keys);

  /// Throws InternalError unless every operator's tensors exist, have the shapes and element types
  /// that the operator says, every constant has data, and nothing is read before it is written or
  /// written twice. Throws DesignError when an int32 accumulator could wrap (bias included).
  void check() const;
};

/// Keys, from the first on, that some query sees. A causal mask hides none from the last query.
std::size_t visibleKeys(const AttentionOp& op);

/// Pairs of query and key that the mask lets through, per head.
std::uint64_t unmaskedPairs(const AttentionOp& op);

} // namespace weft
