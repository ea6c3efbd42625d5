// model_config_test.cpp: Bad configurations, checkpoints and images are refused with the reason.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/model_config.hpp"

#include "gen/num/error.hpp"
#include "sw/model/checkpoint.hpp"
#include "sw/model/images.hpp"
#include "sw/tensor/npy.hpp"
#include "tests/model/tiny_model.hpp"
#include "tests/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <map>

namespace weft {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The message of the DesignError that `action` throws.
template <class Action> std::string messageOf(Action&& action) {
  try {
    action();
  } catch (const DesignError& error) {
    return error.what();
  }
  return "accepted";
}

std::string messageForConfig(const std::string& text) {
  const test::TemporaryFolder folder;
  test::writeBytes(folder / "config.json", text);
  return messageOf([&] { readModelConfig(folder.path()); });
}

std::string messageForChange(const std::string& key, const nlohmann::json& value) {
  nlohmann::json config = test::tinyConfig("post");
  config[key] = value;
  return messageForConfig(config.dump());
}

TEST(ModelConfig, acceptsTheTinyModel) {
  EXPECT_EQ(messageForConfig(test::tinyConfig("post").dump()), "accepted");
  EXPECT_EQ(messageForConfig(test::tinyConfig("pre").dump()), "accepted");
}

TEST(ModelConfig, listsEveryProblemAtOnce) {
  EXPECT_THAT(messageForConfig("{}"),
              AllOf(HasSubstr("model_type: expected one of \"vit\", \"resnet\", got nothing"),
                    HasSubstr("hidden_size: expected an integer from 1 to 4096, got nothing"),
                    HasSubstr("layer_norm_eps: expected a number"), HasSubstr("pooling")));
}

TEST(ModelConfig, refusesBadFiles) {
  EXPECT_THAT(messageForConfig("{"), HasSubstr("no JSON at byte"));
  EXPECT_THAT(messageForConfig("[1]"), HasSubstr("a JSON object"));
  EXPECT_THAT(messageOf([] { readModelConfig("/nowhere"); }), HasSubstr("/nowhere/config.json"));
}

TEST(ModelConfig, refusesBadValues) {
  EXPECT_THAT(messageForChange("hidden_size", -4), HasSubstr("got -4"));
  EXPECT_THAT(messageForChange("hidden_size", "64"), HasSubstr("got \"64\""));
  EXPECT_THAT(messageForChange("hidden_size", 5000), HasSubstr("1 to 4096"));
  EXPECT_THAT(messageForChange("layer_norm_eps", 0), HasSubstr("above 0"));
  EXPECT_THAT(messageForChange("hidden_act", "swish"), HasSubstr("\"gelu\", \"relu\""));
  EXPECT_THAT(messageForChange("norm", "middle"), HasSubstr("\"post\", \"pre\""));
  EXPECT_THAT(messageForChange("model_type", "llama"), HasSubstr("got \"llama\""));
}

TEST(ModelConfig, refusesRepeatedKeysAndEndlessNesting) {
  const std::string text = test::tinyConfig("post").dump();
  const auto with = [&](const std::string& more) {
    return messageForConfig("{" + more + "," + text.substr(1));
  };
  EXPECT_THAT(with(R"("hidden_act":"relu")"), HasSubstr("key 'hidden_act' appears twice"));
  EXPECT_THAT(with(R"("id2label":{"0":"a","0":"b"})"), HasSubstr("key '0' appears twice"));
  constexpr std::size_t kLevels = 200'000;
  EXPECT_THAT(with(R"("id2label":)" + std::string(kLevels, '[') + std::string(kLevels, ']')),
              HasSubstr("within one another"));
  EXPECT_NE(with(R"("id2label":1e999)"), "accepted");
  EXPECT_NE(with("\"id2label\":\"\xff\""), "accepted");
}

TEST(ModelConfig, refusesKeysThatMayChangeTheMeaning) {
  EXPECT_THAT(messageForChange("layer_scale", 1),
              HasSubstr("\"layer_scale\": is not known; remove it if the model means the same"));
  EXPECT_THAT(messageForChange("qkv_bias", false), HasSubstr("qkv_bias: expected true, got false"));
  EXPECT_THAT(messageForChange("qkv_bias", "yes"), HasSubstr("expected true"));
  EXPECT_EQ(messageForChange("qkv_bias", true), "accepted");
  EXPECT_EQ(messageForChange("hidden_dropout_prob", 0.1), "accepted");
  EXPECT_EQ(messageForChange("torch_dtype", "float32"), "accepted");
}

TEST(ModelConfig, pixelRangeIsReadAsNumberOrList) {
  EXPECT_EQ(messageForChange("image_mean", 0.5), "accepted");
  EXPECT_EQ(messageForChange("image_mean", {0.5}), "accepted");
  EXPECT_THAT(messageForChange("image_mean", {0.5, 0.5}), HasSubstr("a list of 1"));
  EXPECT_THAT(messageForChange("image_mean", "half"), HasSubstr("a number of 0.0 to 1.0"));
  EXPECT_THAT(messageForChange("image_std", 0), HasSubstr("got 0"));
  const test::TemporaryFolder folder;
  nlohmann::json config = test::tinyConfig("post");
  config["image_mean"] = {0.25};
  config["image_std"] = 0.5;
  test::writeBytes(folder / "config.json", config.dump());
  EXPECT_DOUBLE_EQ(readModelConfig(folder.path()).largestPixel.value(), 1.5);
}

TEST(ModelConfig, settingsAreWhatWasReadAndNothingElse) {
  const auto settingsAfter = [](const std::string& key, const nlohmann::json& value) {
    const test::TemporaryFolder folder;
    nlohmann::json config = test::tinyConfig("pre");
    config[key] = value;
    test::writeBytes(folder / "config.json", config.dump(4));
    return readModelConfig(folder.path()).settings;
  };
  const std::string plain = settingsAfter("hidden_act", "gelu");
  EXPECT_EQ(settingsAfter("torch_dtype", "float32"), plain);
  EXPECT_EQ(settingsAfter("layer_norm_eps", 0.000001), plain);
  for (const auto& [key, value] : std::map<std::string, nlohmann::json>{{"num_hidden_layers", 1},
                                                                        {"num_attention_heads", 4},
                                                                        {"hidden_act", "relu"},
                                                                        {"layer_norm_eps", 2e-6},
                                                                        {"norm", "post"}})
    EXPECT_NE(settingsAfter(key, value), plain) << key;
}

TEST(ModelConfig, refusesBadCombinations) {
  EXPECT_THAT(messageForChange("patch_size", 3), HasSubstr("a divisor of image_size"));
  EXPECT_THAT(messageForChange("num_attention_heads", 3), HasSubstr("a divisor of hidden_size"));
  nlohmann::json config = test::tinyConfig("post");
  config["image_size"] = 256;
  EXPECT_THAT(messageForConfig(config.dump()), HasSubstr("at most 4096 patches"));
}

/// The message for the tiny model's checkpoint after `damage`.
std::string messageForCheckpoint(const std::function<void(NamedTensors&)>& damage) {
  const test::TemporaryFolder folder;
  test::writeTinyModel(folder.path(), "post");
  const ModelConfig config = readModelConfig(folder.path());
  NamedTensors tensors = readSafetensors(folder / "model.safetensors");
  damage(tensors);
  return messageOf([&] { importCheckpoint(config, config.layers, tensors, "checkpoint"); });
}

TEST(Checkpoint, refusesDamagedCheckpoints) {
  const std::string bias = "vit.encoder.layer.0.attention.attention.key.bias";
  EXPECT_EQ(messageForCheckpoint([](NamedTensors&) {}), "accepted");
  EXPECT_THAT(messageForCheckpoint([&](NamedTensors& t) { t.erase(bias); }),
              HasSubstr("'" + bias + "': expected to be there"));
  EXPECT_THAT(messageForCheckpoint([&](NamedTensors& t) { t[bias] = Tensor(DType::f32, {7}); }),
              HasSubstr("expected shape [8], got [7]"));
  EXPECT_THAT(messageForCheckpoint([&](NamedTensors& t) { t[bias] = Tensor(DType::i32, {8}); }),
              HasSubstr("expected F32 or F64, got I32"));
  EXPECT_THAT(messageForCheckpoint([&](NamedTensors& t) {
                t[bias].mutableValues<float>()[0] = std::numeric_limits<float>::infinity();
              }),
              HasSubstr("finite"));
  EXPECT_THAT(messageForCheckpoint([](NamedTensors& t) { t["vit.cls"] = Tensor(); }),
              HasSubstr("'vit.cls': expected no such tensor"));
}

/// As many elements in another shape are another tensor.
TEST(Checkpoint, refusesShapesOfEqualSize) {
  const auto message = [](const std::string& name, const Shape& shape) {
    return messageForCheckpoint([&](NamedTensors& t) {
      t["vit." + name] = Tensor::of(shape, t["vit." + name].convertedTo<float>());
    });
  };
  EXPECT_THAT(message("embeddings.position_embeddings", {1, 8, 4}),
              HasSubstr("position_embeddings': expected shape [1, 4, 8], got [1, 8, 4]"));
  EXPECT_THAT(message("embeddings.position_embeddings", {4, 8}), HasSubstr("got [4, 8]"));
  EXPECT_THAT(message("embeddings.patch_embeddings.projection.weight", {8, 4}),
              HasSubstr("expected shape [8, 1, 2, 2], got [8, 4]"));
  EXPECT_THAT(message("encoder.layer.0.intermediate.dense.weight", {8, 12}),
              HasSubstr("expected shape [12, 8], got [8, 12]"));
  EXPECT_THAT(message("encoder.layer.0.output.LayerNorm.weight", {1, 8}),
              HasSubstr("expected shape [8], got [1, 8]"));
}

TEST(Checkpoint, namesFormatsThatAreNotRead) {
  for (const std::string name : {"model.safetensors.index.json", "pytorch_model.bin"}) {
    const test::TemporaryFolder folder;
    test::writeTinyModel(folder.path(), "post");
    std::filesystem::rename(folder / "model.safetensors", folder / name);
    const ModelConfig config = readModelConfig(folder.path());
    EXPECT_THAT(messageOf([&] { readCheckpoint(config, folder.path()); }),
                AllOf(HasSubstr(name), HasSubstr("save the model as one file")));
  }
}

TEST(Images, refusesWhatTheModelCannotRead) {
  const test::TemporaryFolder folder;
  test::writeTinyModel(folder.path(), "post");
  const ModelConfig config = readModelConfig(folder.path());
  const auto message = [&](const Tensor& tensor) {
    writeNpy(folder / "images.npy", tensor);
    return messageOf([&] { readImages(folder / "images.npy", config); });
  };
  EXPECT_EQ(message(Tensor(DType::f32, {3, 4, 4})), "accepted");
  EXPECT_EQ(message(Tensor(DType::u8, {3, 1, 4, 4})), "accepted");
  EXPECT_THAT(message(Tensor(DType::f32, {3, 4, 5})),
              HasSubstr("N times [1, 4, 4], got [3, 4, 5]"));
  EXPECT_THAT(message(Tensor(DType::f32, {0, 4, 4})), HasSubstr("shape"));
  EXPECT_THAT(message(Tensor(DType::f32, {})), HasSubstr("shape"));
  Tensor bad(DType::f32, {1, 4, 4});
  bad.mutableValues<float>()[3] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(message(bad), HasSubstr("finite"));
}

TEST(Images, labelsAreCheckedAgainstCountAndClasses) {
  const test::TemporaryFolder folder;
  writeNpy(folder / "labels.npy",
           Tensor::of<std::int32_t>({3}, std::vector<std::int32_t>{0, 2, 9}));
  EXPECT_EQ(readLabels(folder / "labels.npy", 3, 10), (std::vector<std::size_t>{0, 2, 9}));
  EXPECT_THAT(messageOf([&] { readLabels(folder / "labels.npy", 3, 9); }),
              HasSubstr("label: expected 0 to 8, got 9"));
  EXPECT_THAT(messageOf([&] { readLabels(folder / "labels.npy", 4, 10); }), HasSubstr("[4]"));
}

TEST(Images, patchesRunRowByRow) {
  const test::TemporaryFolder folder;
  test::writeTinyModel(folder.path(), "post");
  std::vector<float> image(16);
  for (std::size_t i = 0; i < image.size(); ++i)
    image[i] = static_cast<float>(i);
  const ModelConfig config = readModelConfig(folder.path());
  const Tensor images = Tensor::of({1, 1, 4, 4}, image);
  EXPECT_EQ(patchesOf(images, 0, config),
            (std::vector<float>{0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15}));
}

TEST(Images, quantisesToNearestAndSaturates) {
  const std::vector<float> values{0.24F, 0.25F, -0.25F, 1e9F, -1e9F};
  EXPECT_EQ(quantiseInt8(values, 0.5, {5}).convertedTo<int>(),
            (std::vector<int>{0, 1, 0, 127, -128}));
}

TEST(Images, poolingAveragesTokensAndArgmaxTakesTheFirst) {
  const std::vector<double> logits{1, 5, 3, 1};
  EXPECT_EQ(pooled(logits, 2), (std::vector<double>{2, 3}));
  EXPECT_EQ(argmax(std::vector<double>{1, 3, 3}), 1U);
}

} // namespace
} // namespace weft
