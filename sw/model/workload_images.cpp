// workload_images.cpp: Random workloads of convolutions.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/workload_images.hpp"

#include "sw/model/residual_network.hpp"

#include <algorithm>

namespace weft {
namespace {

constexpr std::size_t kMostPixels = 1024; // along a side
constexpr std::size_t kMostImageChannels = 4096;
constexpr std::size_t kMostKernel = 7;
constexpr std::size_t kMostStride = 2;
constexpr std::size_t kMostFactors = 131072; // of one result: their sum stays in int32
constexpr std::size_t kMostGroups = kMostImageChannels;

/// As `Pooling`, and the mean behind everything.
enum class PoolChoice { none, max2, max3, average };

struct ConvText {
  ImageSize size;
  std::size_t channels = 1;
  Convolution convolution;
  bool average = false, residual = false;
};

/// Zeros that keep the size at stride 1: of an odd number one more behind than before.
void readPadding(WorkloadText& text, Convolution& c) {
  const std::size_t most = std::min(c.rows, c.columns) - 1;
  if (text.has("pad")) {
    const std::size_t pad = text.number("pad", 0, most);
    c.padding = {pad, pad, pad, pad};
  } else {
    const std::size_t top = (c.rows - 1) / 2, left = (c.columns - 1) / 2;
    c.padding = {top, c.rows - 1 - top, left, c.columns - 1 - left};
  }
}

void readKernel(WorkloadText& text, Convolution& c) {
  c.channels = text.number("K", 1, kMostImageChannels);
  c.rows = text.number("R", 1, kMostKernel, 1);
  c.columns = text.number("S", 1, kMostKernel, 1);
  c.stride = text.number("stride", 1, kMostStride, 1);
  readPadding(text, c);
  if (text.has("groups") && text.number("groups", 1, kMostGroups) != 1)
    text.problem("groups must be 1: the array sums over all channels, so that grouped and "
                 "depthwise convolutions would leave most of its rows idle");
}

void requireKernelFits(WorkloadText& text, const ConvText& conv) {
  const Convolution& c = conv.convolution;
  const auto fits = [&](const std::string& name, std::size_t kernel, std::size_t size) {
    if (kernel > size)
      text.problem(name + " must be at most the image with its padding, " + std::to_string(size) +
                   ", got " + std::to_string(kernel) + "; nearest: " + std::to_string(size));
    return kernel <= size;
  };
  const std::size_t factors = c.rows * c.columns * conv.channels;
  const std::size_t nearest = kMostFactors / (c.rows * c.columns);
  if (factors > kMostFactors)
    text.problem("C must be at most " + std::to_string(nearest) +
                 " with this kernel, or sums could leave int32; got " +
                 std::to_string(conv.channels) + "; nearest: " + std::to_string(nearest));
  const bool height = fits("R", c.rows, conv.size.height + c.padding.top + c.padding.bottom);
  const bool width = fits("S", c.columns, conv.size.width + c.padding.left + c.padding.right);
  if (!height || !width || c.pooling != Pooling::max2)
    return;
  const ImageSize results = convolvedSize(conv.size, c);
  if (results.height < sideOf(c.pooling) || results.width < sideOf(c.pooling))
    text.problem("pool=max2 must have 2 x 2 results or more, got " +
                 std::to_string(results.height) + " x " + std::to_string(results.width) +
                 "; nearest: pool=max3");
}

ConvText readConvolution(WorkloadText& text) {
  ConvText conv;
  conv.size.height = text.number("H", 1, kMostPixels);
  conv.size.width = text.number("W", 1, kMostPixels);
  conv.channels = text.number("C", 1, kMostImageChannels);
  readKernel(text, conv.convolution);
  const bool relu = text.word("act", {"none", "relu"}) == 1;
  const auto pool = static_cast<PoolChoice>(text.word("pool", {"none", "max2", "max3", "average"}));
  conv.residual = text.number("residual", 0, 1, 0) == 1;
  conv.average = pool == PoolChoice::average;
  conv.convolution.activation = relu ? isa::Activation::relu : isa::Activation::none;
  if (!conv.average)
    conv.convolution.pooling = static_cast<Pooling>(pool);
  requireKernelFits(text, conv);
  return conv;
}

} // namespace

Graph convolutionWorkload(WorkloadText& text) {
  ConvText conv = readConvolution(text);
  text.finish();
  const bool relu = conv.convolution.activation == isa::Activation::relu;
  if (conv.residual)
    conv.convolution.activation = isa::Activation::none;
  GraphBuilder builder;
  const Image x = builder.image("x", conv.size, conv.channels);
  Image y = builder.convolution("conv", x, conv.convolution);
  if (conv.residual)
    y = builder.add("add", y, builder.image("residual", y.size, conv.convolution.channels), relu);
  if (conv.average)
    y = builder.average("average", y);
  builder.output(y.tensor);
  return builder.take();
}

Graph resnet50Workload(WorkloadText& text) {
  constexpr std::size_t kLeastSize = 32, kUsualSize = 224;
  const std::size_t size = text.number("size", kLeastSize, kMostPixels, kUsualSize);
  text.finish();
  return buildResidualNetwork(resnet50(size));
}

} // namespace weft
