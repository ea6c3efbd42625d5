// model_config.cpp: Reads config.json and builds the graph that it describes.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/model_config.hpp"

#include "sw/model/json_file.hpp"
#include "sw/model/residual_config.hpp"

#include <algorithm>

namespace weft {

namespace {

constexpr std::size_t kMaxTokens = 4096;
constexpr std::size_t kMaxWidth = 4096; // of a LayerNorm
constexpr std::size_t kMaxHeadSize = 128;
constexpr std::size_t kMaxHeads = 64;
constexpr std::size_t kMaxProducts = 16384; // K of a product

void checkCombinations(const ModelConfig& config, JsonFile& file) {
  if (config.imageSize % config.patchSize != 0)
    file.problem("patch_size", "a divisor of image_size");
  else if (config.tokens() > kMaxTokens)
    file.problem("patch_size", "at most 4096 patches in an image");
  if (config.patchLength() > kMaxProducts)
    file.problem("patch_size", "at most 16384 values in a patch");
  if (config.width % config.heads != 0 || config.width / config.heads > kMaxHeadSize)
    file.problem("num_attention_heads",
                 "a divisor of hidden_size that leaves heads of at most 128");
}

/// Keys of Hugging Face that say nothing about inference without a class token.
const std::vector<std::string> kHarmless{"_name_or_path",
                                         "architectures",
                                         "attention_probs_dropout_prob",
                                         "dtype",
                                         "encoder_stride",
                                         "hidden_dropout_prob",
                                         "id2label",
                                         "finetuning_task",
                                         "initializer_range",
                                         "label2id",
                                         "pooler_act",
                                         "pooler_output_size",
                                         "problem_type",
                                         "return_dict",
                                         "torch_dtype",
                                         "transformers_version",
                                         "quantization_config"};

/// Pixels of 0 to 1 become (pixel - mean) / std.
std::optional<double> readLargestPixel(JsonFile& file, std::size_t channels) {
  const std::vector<double> means = file.numbers("image_mean", channels, 0, 1);
  const std::vector<double> deviations = file.numbers("image_std", channels, 1e-6, 1e6);
  if (means.empty() || deviations.empty())
    return {};
  double largest = 0;
  for (std::size_t c = 0; c < channels; ++c)
    largest = std::max(largest, std::max(means[c], 1 - means[c]) / deviations[c]);
  return largest;
}

} // namespace

EncoderShape ModelConfig::encoder() const {
  EncoderShape shape;
  shape.tokens = tokens();
  shape.width = width;
  shape.heads = heads;
  shape.inner = inner;
  shape.layers = layers;
  shape.norm = norm;
  shape.activation = activation;
  shape.epsilon = epsilon;
  return shape;
}

namespace {

ModelConfig readVisionTransformer(JsonFile& file) {
  file.word("pooling", {"mean"}, -1);
  ModelConfig config;
  config.imageSize = file.integer("image_size", 1, 4096);
  config.patchSize = file.integer("patch_size", 1, 4096);
  config.channels = file.integer("num_channels", 1, 64);
  config.width = file.integer("hidden_size", 1, kMaxWidth);
  config.layers = file.integer("num_hidden_layers", 1, 256);
  config.heads = file.integer("num_attention_heads", 1, kMaxHeads);
  config.inner = file.integer("intermediate_size", 1, kMaxProducts);
  config.labels = file.integer("num_labels", 1, 65536);
  config.epsilon = file.positive("layer_norm_eps", 1.0);
  config.norm = file.word("norm", {"post", "pre"}, 1) == 0 ? NormOrder::post : NormOrder::pre;
  config.activation = file.word("hidden_act", {"gelu", "relu"}, -1) == 0 ? isa::Activation::gelu
                                                                         : isa::Activation::relu;
  file.mustBeTrue("qkv_bias");
  checkCombinations(config, file);
  return config;
}

ModelConfig readResidual(JsonFile& file) {
  ModelConfig config;
  config.residual = readResidualNetwork(file);
  config.imageSize = config.residual->imageSize;
  config.channels = config.residual->channels;
  config.labels = config.residual->labels;
  config.layers = 1;
  config.patchSize = 1;
  return config;
}

/// Pixels along a side of what the graph takes for one.
std::size_t pixelsOfOne(const ResidualNetwork& network) {
  const Graph graph = buildResidualNetwork(network);
  return graph.tensors[graph.inputs[0]].columns > network.channels ? kFoldSide : 1;
}

} // namespace

ModelConfig readModelConfig(const std::filesystem::path& directory) {
  JsonFile file(directory / "config.json");
  const bool isResidual = file.word("model_type", {"vit", "resnet"}, -1) == 1;
  ModelConfig config = isResidual ? readResidual(file) : readVisionTransformer(file);
  config.largestPixel = readLargestPixel(file, config.channels);
  file.ignore(kHarmless);
  file.finish();
  if (config.residual)
    config.patchSize = pixelsOfOne(*config.residual);
  config.settings = file.settings().dump();
  return config;
}

Graph buildModel(const ModelConfig& config, std::size_t layers) {
  return config.residual ? buildResidualNetwork(*config.residual)
                         : buildVisionTransformer(config, layers);
}

Graph buildVisionTransformer(const ModelConfig& config, std::size_t layers) {
  GraphBuilder builder;
  EncoderShape shape = config.encoder();
  shape.layers = std::min(layers, config.layers);
  const PostOutputs onlyInt8{.write16 = false, .write8 = true};
  const TensorId patches =
      builder.input("patches", DType::i8, config.tokens(), config.patchLength());
  const TensorId embedded = builder.matmul("patch_embedding", patches, config.width, DType::i16,
                                           isa::Activation::none, OperatorKind::embed);
  const TensorId position = builder.constant("position_embedding", config.tokens(), config.width);
  Stream x;
  if (config.norm == NormOrder::post) {
    x = builder.norm("embedding_norm", embedded, position, config.epsilon, {}, OperatorKind::embed);
    x = builder.encoder(shape, x, onlyInt8);
  } else {
    x.x16 = builder.add("position_add", embedded, position, OperatorKind::embed);
    x = builder.encoder(shape, x, {});
    x = builder.norm("final_norm", x.x16, {}, config.epsilon, onlyInt8);
  }
  builder.output(builder.matmul("classifier", x.x8.value(), config.labels, DType::i16));
  return builder.take();
}

} // namespace weft
