// residual_network.cpp: ResNets: an embedding, stages of residual layers, a mean, a classifier.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/residual_network.hpp"

namespace weft {
namespace {

constexpr std::size_t kReduction = 4; ///< of channels inside a bottleneck

Convolution square(std::size_t channels, std::size_t side, std::size_t stride) {
  const std::size_t pad = side / 2;
  return {.channels = channels,
          .rows = side,
          .columns = side,
          .stride = stride,
          .padding = {pad, pad, pad, pad},
          .activation = isa::Activation::relu};
}

Convolution withoutRelu(Convolution convolution) {
  convolution.activation = isa::Activation::none;
  return convolution;
}

/// The convolutions beside the shortcut, in order.
std::vector<Convolution> pathOf(const ResidualNetwork& network, const ResidualLayer& layer) {
  if (!network.bottleneck)
    return {square(layer.channels, 3, layer.stride), withoutRelu(square(layer.channels, 3, 1))};
  const std::size_t inner = layer.channels / kReduction;
  return {square(inner, 1, 1), square(inner, 3, layer.stride),
          withoutRelu(square(layer.channels, 1, 1))};
}

Image appendLayer(GraphBuilder& builder, const std::string& name, Image x, bool changesShape,
                  const ResidualNetwork& network, const ResidualLayer& layer) {
  const Convolution projection = withoutRelu(square(layer.channels, 1, layer.stride));
  const Image shortcut = changesShape ? builder.convolution(name + "shortcut", x, projection) : x;
  std::size_t number = 0;
  for (const Convolution& convolution : pathOf(network, layer))
    x = builder.convolution(name + "conv" + std::to_string(++number), x, convolution);
  return builder.add(name + "add", x, shortcut, true);
}

} // namespace

ResidualNetwork resnet50(std::size_t imageSize) {
  ResidualNetwork network;
  network.imageSize = imageSize;
  network.stages = {{256, 3}, {512, 4}, {1024, 6}, {2048, 3}};
  return network;
}

std::vector<ResidualLayer> layersOf(const ResidualNetwork& network) {
  std::vector<ResidualLayer> layers;
  for (std::size_t stage = 0; stage < network.stages.size(); ++stage)
    for (std::size_t layer = 0; layer < network.stages[stage].layers; ++layer) {
      const bool halves = layer == 0 && (stage > 0 || network.halvesFirst);
      layers.push_back({stage, layer, network.stages[stage].channels, halves ? 2U : 1U});
    }
  return layers;
}

Graph buildResidualNetwork(const ResidualNetwork& network) {
  GraphBuilder builder;
  Convolution embedding =
      square(network.embedding.channels, network.embedding.kernel, network.embedding.stride);
  embedding.pooling = network.embedding.pooling;
  const ImageSize size{network.imageSize, network.imageSize};
  Image x =
      builder.convolution("embedder", builder.image("image", size, network.channels), embedding);
  std::size_t channels = network.embedding.channels, number = 0;
  for (const ResidualLayer& layer : layersOf(network)) {
    const bool changesShape = layer.channels != channels || layer.stride != 1;
    x = appendLayer(builder, "layer" + std::to_string(number++) + ".", x, changesShape, network,
                    layer);
    channels = layer.channels;
  }
  x = builder.average("average", x);
  builder.output(builder.matmul("classifier", x.tensor, network.labels, DType::i16));
  return builder.take();
}

} // namespace weft
