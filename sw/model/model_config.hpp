// model_config.hpp: What a model directory's config.json says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/residual_network.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace weft {

/// A Vision Transformer, in Hugging Face's words (model_type "vit") plus the norm order, or a
/// residual network (model_type "resnet"), which has a token a pixel, or four pixels where its
/// input is folded, and one layer that can be left out: none.
struct ModelConfig {
  std::size_t imageSize = 0, patchSize = 0, channels = 0;
  std::size_t width = 0, layers = 0, heads = 0, inner = 0, labels = 0;
  double epsilon = 0;
  std::optional<double> largestPixel; // magnitude, where image_mean and image_std say it
  NormOrder norm = NormOrder::pre;
  isa::Activation activation = isa::Activation::gelu;
  std::optional<ResidualNetwork> residual;
  std::string settings; // canonical JSON of all keys that say what the numbers of the model mean

  /// Patches of one image; one token each.
  std::size_t tokens() const { return (imageSize / patchSize) * (imageSize / patchSize); }
  /// Values in one patch.
  std::size_t patchLength() const { return channels * patchSize * patchSize; }
  EncoderShape encoder() const;
};

/// Reads `directory`/config.json. Throws DesignError that lists every key that is missing, of the
/// wrong type or out of range, everything weft does not support, and every key that it does not
/// know: such a key may change what the model computes.
ModelConfig readModelConfig(const std::filesystem::path& directory);

/// The model's graph with `layers` of its layers.
Graph buildModel(const ModelConfig& config, std::size_t layers);

/// Input "patches" (int8 [tokens x patchLength]) -> patch embedding -> position -> encoder ->
/// classifier -> output "classifier.out" (int16 [tokens x labels]).
/// The classifier sees every token and the host averages its outputs: it is linear, so that equals
/// classifying the mean. `layers` of the model's layers are built, at most all.
Graph buildVisionTransformer(const ModelConfig& config, std::size_t layers);

} // namespace weft
