// residual_network.hpp: ResNets: an embedding, stages of residual layers, a mean, a classifier.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph_builder.hpp"

#include <vector>

namespace weft {

/// A ResNet (He et al., 2015) in Hugging Face's terms, its normalisations inside the convolutions.
/// Every stage but perhaps the first halves the image, in the 3 x 3 convolution of its first layer.
struct ResidualNetwork {
  struct Embedding {
    std::size_t channels = 64, kernel = 7, stride = 2;
    Pooling pooling = Pooling::max3;
  };
  struct Stage {
    std::size_t channels = 0, layers = 0;
  };

  std::size_t imageSize = 224, channels = 3;
  Embedding embedding;
  std::vector<Stage> stages;
  bool bottleneck = true; ///< layers of 1 x 1, 3 x 3, 1 x 1; else of two 3 x 3 convolutions
  bool halvesFirst = false;
  std::size_t labels = 1000;
};

/// ResNet-50 for images of `imageSize` x `imageSize` pixels.
ResidualNetwork resnet50(std::size_t imageSize);

/// A stage's layer in the order of the graph, whose operators are "layerI.shortcut" where the shape
/// changes, "layerI.conv1" and on, "layerI.add".
struct ResidualLayer {
  std::size_t stage = 0, layer = 0; ///< of its stage
  std::size_t channels = 0, stride = 1;
};
std::vector<ResidualLayer> layersOf(const ResidualNetwork& network);

/// Input "image" -> "embedder" -> layers -> "average" -> "classifier.out" (int16 [1 x labels]).
Graph buildResidualNetwork(const ResidualNetwork& network);

} // namespace weft
