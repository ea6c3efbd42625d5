// residual_network_test.cpp: ResNets as Hugging Face writes them: read, folded, quantised.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/error.hpp"
#include "sw/model/checkpoint.hpp"
#include "sw/model/golden.hpp"
#include "sw/model/images.hpp"
#include "sw/model/json_file.hpp"
#include "sw/model/quantize.hpp"
#include "sw/model/quantized_model.hpp"
#include "sw/model/reference.hpp"
#include "sw/model/residual_checkpoint.hpp"
#include "sw/tensor/npy.hpp"
#include "tests/temporary_folder.hpp"

#include <cmath>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const std::filesystem::path kModels = std::filesystem::path(WEFT_SOURCE_DIR) / "sw/model";
const std::filesystem::path kNetwork = kModels / "digits_cnn", kDigits = kModels / "digits";

std::vector<double> floatLogits(const Graph& graph, std::vector<float> pixels) {
  const auto logits = runReference<float>(graph, {std::move(pixels)})[graph.outputs[0]];
  return {logits.begin(), logits.end()};
}

TEST(ResidualNetwork, equalsPyTorchLogits) {
  const ModelConfig config = readModelConfig(kNetwork);
  const Graph graph = readCheckpoint(config, kNetwork);
  const Tensor images = readImages(kDigits / "heldout.npy", config);
  const Tensor expected = readNpy(kNetwork / "reference_logits.npy");
  ASSERT_EQ(expected.shape(), (Shape{32, config.labels}));
  for (std::size_t i = 0; i < expected.shape()[0]; ++i) {
    const auto logits = floatLogits(graph, patchesOf(images, i, config));
    for (std::size_t label = 0; label < config.labels; ++label)
      EXPECT_NEAR(logits[label], expected.values<float>()[i * config.labels + label], 1e-4);
  }
}

TEST(ResidualNetwork, quantisedClassifiesAsWellAsFloat) {
  const test::TemporaryFolder folder;
  quantizeModel(kNetwork, kDigits / "calibration.npy", folder / "int8");
  const QuantizedModel model = readQuantizedModel(folder / "int8");
  const Graph real = readCheckpoint(model.config, kNetwork);
  const Tensor images = readImages(kDigits / "heldout.npy", model.config);
  const auto labels = readLabels(kDigits / "heldout_labels.npy", 360, model.config.labels);
  const GraphTensor& input = model.graph.tensors[model.graph.inputs[0]];
  const TensorId output = model.graph.outputs[0];
  int floatRight = 0, integerRight = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto pixels = patchesOf(images, i, model.config);
    const auto values =
        runGolden(model.graph, {quantiseInt8(pixels, input.scale, {input.rows, input.columns})},
                  num::Nonlinear::accurate);
    integerRight +=
        argmax(dequantise<double>(model.graph.tensors[output], values[output])) == labels[i];
    floatRight += argmax(floatLogits(real, pixels)) == labels[i];
  }
  EXPECT_GE(floatRight, 0.97 * 360);
  EXPECT_LE(std::abs(floatRight - integerRight), 3.6); // one point
}

/// `base` with one key changed, or another one added.
std::filesystem::path changedConfig(const test::TemporaryFolder& folder, const std::string& key,
                                    const Json& value) {
  Json config = Json::parse(std::ifstream(kNetwork / "config.json"));
  config[key] = value;
  std::ofstream(folder / "config.json") << config;
  return folder.path();
}

std::string messageFor(const std::string& key, const Json& value) {
  const test::TemporaryFolder folder;
  try {
    readModelConfig(changedConfig(folder, key, value));
  } catch (const DesignError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ResidualNetwork, saysWhatItsConfigurationMayNotBe) {
  EXPECT_EQ(messageFor("hidden_sizes", {4, 8}), "accepted");
  EXPECT_THAT(messageFor("hidden_sizes", Json::array()), HasSubstr("a list of 1 to 8 integers"));
  EXPECT_THAT(messageFor("depths", {1, 1, 1}), HasSubstr("as many numbers as hidden_sizes has"));
  EXPECT_THAT(messageFor("embedding_kernel", 4), HasSubstr("an odd number"));
  EXPECT_THAT(messageFor("embedding_pool", "average"), HasSubstr("one of \"none\", \"max3\""));
  EXPECT_THAT(messageFor("layer_type", "depthwise"), HasSubstr("\"bottleneck\", \"basic\""));
  EXPECT_THAT(messageFor("downsample_in_bottleneck", true), HasSubstr("3 x 3 convolutions"));
  EXPECT_THAT(messageFor("hidden_act", "gelu"), HasSubstr("relu"));
  EXPECT_THAT(messageFor("groups", 2), AllOf(HasSubstr("groups"), HasSubstr("is not known")));
}

/// A network of few channels whose embedding has a stride of 2: its input is folded.
ResidualNetwork foldedNetwork() {
  ResidualNetwork network;
  network.imageSize = 12;
  network.channels = 2;
  network.embedding = {.channels = 3, .kernel = 7, .stride = 2, .pooling = Pooling::none};
  network.stages = {{4, 1}};
  network.bottleneck = false;
  network.labels = 2;
  return network;
}

NamedTensors randomCheckpoint(const ResidualNetwork& network) {
  NamedTensors tensors;
  float next = 0.3F;
  const auto add = [&](const std::string& name, const Shape& shape) {
    std::size_t size = 1;
    for (const std::size_t side : shape)
      size *= side;
    std::vector<float> values(size);
    for (float& value : values)
      value = next = std::fmod(next * 7.31F + 0.17F, 1.0F);
    tensors[name] = Tensor::of(shape, values);
  };
  const auto layer = [&](const std::string& name, std::size_t in, std::size_t out,
                         std::size_t kernel) {
    add(name + ".convolution.weight", {out, in, kernel, kernel});
    for (const char* part : {"weight", "bias", "running_mean", "running_var"})
      add(name + ".normalization." + part, {out});
  };
  layer("resnet.embedder.embedder", network.channels, 3, 7);
  layer("resnet.encoder.stages.0.layers.0.shortcut", 3, 4, 1);
  layer("resnet.encoder.stages.0.layers.0.layer.0", 3, 4, 3);
  layer("resnet.encoder.stages.0.layers.0.layer.1", 4, 4, 3);
  add("classifier.1.weight", {2, 4});
  add("classifier.1.bias", {2});
  return tensors;
}

/// The embedder's result at (y, x) and channel n, from the checkpoint as it stands.
double embedded(const NamedTensors& tensors, const Tensor& image, std::size_t y, std::size_t x,
                std::size_t n) {
  const auto values = [&](const std::string& name) {
    return tensors.at("resnet.embedder.embedder." + name).values<float>();
  };
  double sum = 0;
  for (std::size_t i = 0; i < 2 * 7 * 7; ++i) {
    const std::size_t c = i / 49, py = 2 * y + i / 7 % 7 - 3, px = 2 * x + i % 7 - 3;
    if (py < 12 && px < 12)
      sum +=
          values("convolution.weight")[n * 98 + i] * image.values<float>()[(c * 12 + py) * 12 + px];
  }
  const double factor =
      values("normalization.weight")[n] / std::sqrt(values("normalization.running_var")[n] + 1e-5);
  return std::max(0.0, (sum - values("normalization.running_mean")[n]) * factor +
                           values("normalization.bias")[n]);
}

TEST(ResidualNetwork, foldsItsInputAndItsNormalisations) {
  const ResidualNetwork network = foldedNetwork();
  const NamedTensors tensors = randomCheckpoint(network);
  const std::filesystem::path source = "checkpoint";
  const Graph graph = importResidualNetwork(network, CheckpointTensors(tensors, source));
  ModelConfig config;
  config.imageSize = network.imageSize;
  config.channels = network.channels;
  config.patchSize = kFoldSide;
  std::vector<float> pixels(2 * 12 * 12);
  for (std::size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = std::fmod(static_cast<float>(i) * 0.37F, 1.0F) - 0.5F;
  const Tensor image = Tensor::of({1, 2, 12, 12}, pixels);
  const auto values = runReference<double>(graph, {[&] {
                                             const auto patches = patchesOf(image, 0, config);
                                             return Values<double>(patches.begin(), patches.end());
                                           }()});
  const auto& product = std::get<MatmulOp>(graph.operators[0].op);
  ASSERT_TRUE(product.window->folded);
  for (std::size_t i = 0; i < 6 * 6 * 3; ++i)
    EXPECT_NEAR(values[product.output][i], embedded(tensors, image, i / 18, i / 3 % 6, i % 3),
                1e-5);
}

} // namespace
} // namespace weft
