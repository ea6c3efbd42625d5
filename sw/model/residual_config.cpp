// residual_config.cpp: What config.json says of a residual network.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/residual_config.hpp"

#include <algorithm>

namespace weft {
namespace {

constexpr std::size_t kMostSide = 1024; // of an image, in pixels
constexpr std::size_t kMostChannels = 4096;
constexpr std::size_t kMostStages = 8, kMostLayers = 64;
constexpr std::size_t kMostKernel = 7, kMostStride = 2;
constexpr std::size_t kMostLabels = 65536;
constexpr std::size_t kDivisor = 4; // of the channels of a bottleneck

ResidualNetwork::Embedding readEmbedding(JsonFile& file) {
  ResidualNetwork::Embedding embedding;
  embedding.channels = file.integer("embedding_size", 1, kMostChannels);
  if (file.json().contains("embedding_kernel"))
    embedding.kernel = file.integer("embedding_kernel", 1, kMostKernel);
  if (embedding.kernel % 2 == 0)
    file.problem("embedding_kernel", "an odd number");
  if (file.json().contains("embedding_stride"))
    embedding.stride = file.integer("embedding_stride", 1, kMostStride);
  constexpr int kMax3 = 1;
  embedding.pooling =
      file.word("embedding_pool", {"none", "max3"}, kMax3) == kMax3 ? Pooling::max3 : Pooling::none;
  return embedding;
}

std::vector<ResidualNetwork::Stage> readStages(JsonFile& file) {
  const auto channels = file.integers("hidden_sizes", kMostStages, 1, kMostChannels);
  const auto layers = file.integers("depths", kMostStages, 1, kMostLayers);
  std::vector<ResidualNetwork::Stage> stages;
  if (layers.size() != channels.size())
    file.problem("depths", "as many numbers as hidden_sizes has");
  for (std::size_t i = 0; i < std::min(channels.size(), layers.size()); ++i)
    stages.push_back({channels[i], layers[i]});
  return stages;
}

void checkBottlenecks(const ResidualNetwork& network, JsonFile& file) {
  for (const ResidualNetwork::Stage& stage : network.stages)
    if (network.bottleneck && stage.channels % kDivisor != 0)
      file.problem("hidden_sizes", "multiples of 4 with layer_type \"bottleneck\"");
}

} // namespace

ResidualNetwork readResidualNetwork(JsonFile& file) {
  ResidualNetwork network;
  network.imageSize = file.integer("image_size", 1, kMostSide);
  network.channels = file.integer("num_channels", 1, 64);
  network.embedding = readEmbedding(file);
  network.stages = readStages(file);
  network.bottleneck = file.word("layer_type", {"bottleneck", "basic"}, 0) == 0;
  network.halvesFirst = file.flag("downsample_in_first_stage", false);
  if (file.flag("downsample_in_bottleneck", false))
    file.problem("downsample_in_bottleneck", "false: strides are in the 3 x 3 convolutions");
  file.word("hidden_act", {"relu"}, 0);
  network.labels = file.integer("num_labels", 1, kMostLabels);
  file.ignore({"out_features", "out_indices", "stage_names"});
  checkBottlenecks(network, file);
  return network;
}

} // namespace weft
