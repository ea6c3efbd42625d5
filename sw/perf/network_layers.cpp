// network_layers.cpp: Layers of the networks on which published dataflows are compared
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/network_layers.hpp"

namespace weft {
namespace {

struct Square {
  std::uint64_t groups, size, channels, filters, kernel, stride, padding;
};

LayerShape convolution(const char* network, const char* name, const Square& s) {
  return {network,    name,      s.groups, s.size,   s.size,
          s.channels, s.filters, s.kernel, s.stride, s.padding};
}

/// [M x K] [K x N], `groups` times.
LayerShape product(const char* name, std::uint64_t groups, std::uint64_t M, std::uint64_t K,
                   std::uint64_t N) {
  return {"BERT-Base", name, groups, 1, M, K, N};
}

} // namespace

const std::vector<LayerShape>& networkLayers() {
  const char* const alex = "AlexNet";
  const char* const res = "ResNet-50";
  static const std::vector<LayerShape> layers = {
      convolution(alex, "conv1", {1, 227, 3, 96, 11, 4, 0}),
      convolution(alex, "conv2", {2, 27, 48, 128, 5, 1, 2}),
      convolution(alex, "conv3", {1, 13, 256, 384, 3, 1, 1}),
      convolution(alex, "conv4", {2, 13, 192, 192, 3, 1, 1}),
      convolution(alex, "conv5", {2, 13, 192, 128, 3, 1, 1}),
      convolution(res, "conv2 3x3", {1, 56, 64, 64, 3, 1, 1}),
      convolution(res, "conv2 1x1", {1, 56, 64, 256, 1, 1, 0}),
      convolution(res, "conv3 3x3 /2", {1, 56, 128, 128, 3, 2, 1}),
      convolution(res, "conv4 1x1", {1, 14, 1024, 256, 1, 1, 0}),
      convolution(res, "conv5 3x3", {1, 7, 512, 512, 3, 1, 1}),
      product("query, key, value", 1, 128, 768, 2304),
      product("scores", 12, 128, 64, 128),
      product("context", 12, 128, 128, 64),
      product("output", 1, 128, 768, 768),
      product("ffn1", 1, 128, 768, 3072),
      product("ffn2", 1, 128, 3072, 768),
  };
  return layers;
}

} // namespace weft
