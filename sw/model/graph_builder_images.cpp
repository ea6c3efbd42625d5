// graph_builder_images.cpp: Operators on images.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/graph_builder.hpp"

#include <vector>

namespace weft {
namespace {

/// Of an image that is folded: with these, 2 x 2 pixels still fit most arrays' rows.
constexpr std::size_t kFewChannels = 4;
/// Of a kernel that loses less by the zeros of its folded form than its channels gain.
constexpr std::size_t kFoldedKernel = 3;

Window windowOf(Image x, std::size_t channels, const Convolution& c) {
  return {.input = x.size,
          .channels = channels,
          .rows = c.rows,
          .columns = c.columns,
          .stride = c.stride,
          .top = c.padding.top,
          .left = c.padding.left,
          .output = convolvedSize(x.size, c),
          .pooling = c.pooling,
          .folded = {}};
}

bool isPlainProduct(const Window& window) {
  return window.rows == 1 && window.columns == 1 && window.stride == 1 &&
         window.output == window.input && window.pooling == Pooling::none;
}

bool gainsByFolding(const Window& window) {
  return window.stride == kFoldSide && window.channels <= kFewChannels &&
         window.rows >= kFoldedKernel && window.columns >= kFoldedKernel &&
         window.input.height % kFoldSide == 0 && window.input.width % kFoldSide == 0;
}

} // namespace

ImageSize convolvedSize(ImageSize size, const Convolution& c) {
  return {(size.height + c.padding.top + c.padding.bottom - c.rows) / c.stride + 1,
          (size.width + c.padding.left + c.padding.right - c.columns) / c.stride + 1};
}

Image GraphBuilder::image(const std::string& name, ImageSize size, std::size_t channels) {
  return {input(name, DType::i8, size.pixels(), channels), size};
}

Image GraphBuilder::convolution(const std::string& name, Image x, const Convolution& c) {
  GraphTensor& pixels = graph_.tensors[x.tensor];
  Window window = windowOf(x, pixels.columns, c);
  if (isPlainProduct(window))
    return {matmul(name, x.tensor, c.channels, DType::i8, c.activation), x.size};
  if (pixels.kind == TensorKind::input && gainsByFolding(window)) {
    window = folded(window);
    pixels.rows = window.input.pixels();
    pixels.columns = window.channels;
  }
  MatmulOp op;
  op.M = window.output.pixels();
  op.K = window.factors();
  op.N = c.channels;
  op.input = x.tensor;
  op.weight = weights(name, op.K, op.N);
  op.activation = c.activation;
  op.window = window;
  graph_.tensors[op.weight].fill = (op.K - window.products()) * op.N;
  return {appendProduct(name, op, window.stored().pixels(), DType::i8), window.stored()};
}

Image GraphBuilder::average(const std::string& name, Image x) {
  MatmulOp op;
  op.M = 1;
  op.K = x.size.pixels();
  op.N = graph_.tensors[x.tensor].columns;
  op.weight = x.tensor;
  op.input = intermediate(name + ".ones", DType::i8, 1, op.K);
  GraphTensor& ones = graph_.tensors[op.input];
  ones.kind = TensorKind::weight;
  ones.data = Tensor::of({1, op.K}, std::vector<std::int8_t>(op.K, 1));
  ones.scale = 1.0 / static_cast<double>(op.K);
  ones.fill = op.K;
  return {appendProduct(name, op, op.M, DType::i8), {}};
}

Image GraphBuilder::add(const std::string& name, Image a, Image residual, bool relu) {
  PostOp op;
  op.rows = a.size.pixels();
  op.D = graph_.tensors[a.tensor].columns;
  op.a = a.tensor;
  op.residual = residual.tensor;
  op.arithmetic.relu = relu;
  op.out8 = intermediate(name + ".out8", DType::i8, op.rows, op.D);
  graph_.operators.push_back({name, OperatorKind::add, op});
  return {*op.out8, a.size};
}

} // namespace weft
