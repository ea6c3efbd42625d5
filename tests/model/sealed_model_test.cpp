// sealed_model_test.cpp: A quantised folder of which something was changed is refused.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/quantized_model.hpp"

#include "gen/num/error.hpp"
#include "tests/model/changed_digits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

namespace weft {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The shipped model, quantised once for all tests of this file.
class SealedModel : public testing::Test {
protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<test::ChangedDigits>();
    folder_->quantise(2);
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static inline std::unique_ptr<test::ChangedDigits> folder_;
};

TEST_F(SealedModel, refusesSettingsThatWereChangedAfterQuantisation) {
  const auto messageAfter = [&](const std::string& path,
                                const nlohmann::json& value) -> std::string {
    const test::TemporaryFolder copy;
    std::filesystem::copy(folder_->quantised(), copy / "m");
    nlohmann::json config = nlohmann::json::parse(test::readBytes(copy / "m/config.json"));
    config[nlohmann::json::json_pointer(path)] = value;
    test::writeBytes(copy / "m/config.json", config.dump());
    try {
      readQuantizedModel(copy / "m");
    } catch (const DesignError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(messageAfter("/num_hidden_layers", 2), "accepted");
  EXPECT_EQ(messageAfter("/transformers_version", "4.0"), "accepted");
  for (const auto& [key, value] : std::map<std::string, nlohmann::json>{{"/num_hidden_layers", 1},
                                                                        {"/num_attention_heads", 8},
                                                                        {"/hidden_act", "relu"},
                                                                        {"/layer_norm_eps", 2e-5},
                                                                        {"/norm", "pre"},
                                                                        {"/image_std", 0.25}})
    EXPECT_THAT(messageAfter(key, value),
                AllOf(HasSubstr("config.json: a setting that says what the numbers mean was "
                                "changed after quantisation"),
                      HasSubstr("layers=")))
        << key;
  EXPECT_THAT(messageAfter("/quantization_config/bits", 4), HasSubstr("bits: expected 8, got 4"));
  EXPECT_THAT(messageAfter("/quantization_config/bits", 8.0),
              HasSubstr("bits: expected 8, got 8.0"));
  EXPECT_THAT(messageAfter("/quantization_config/version", 2), HasSubstr("expected 3, got 2"));
  EXPECT_THAT(messageAfter("/quantization_config/quant_method", "gptq"), HasSubstr("got \"gptq\""));
  EXPECT_THAT(messageAfter("/quantization_config", 7), HasSubstr("got null"));
  EXPECT_THAT(messageAfter("/quantization_config/tensors", "0"), HasSubstr("tensors: expected"));
}

TEST_F(SealedModel, refusesTensorsThatWereChangedAfterQuantisation) {
  const auto messageAfter = [&](auto&& change) -> std::string {
    const test::TemporaryFolder copy;
    std::filesystem::copy(folder_->quantised(), copy / "m");
    NamedTensors tensors = readSafetensors(copy / "m/model.safetensors");
    change(tensors);
    writeSafetensors(copy / "m/model.safetensors", tensors);
    try {
      readQuantizedModel(copy / "m", 1);
    } catch (const DesignError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(messageAfter([](NamedTensors&) {}), "accepted");
  const auto changed = HasSubstr("model.safetensors: was changed after quantisation");
  EXPECT_THAT(
      messageAfter([](NamedTensors& t) { t["patches.scale"].mutableValues<double>()[0] *= 2; }),
      changed);
  EXPECT_THAT(messageAfter([](NamedTensors& t) {
                t["layer1.qkv.weight"].mutableValues<std::int8_t>()[0] ^= 1; // of a layer not read
              }),
              changed);
  EXPECT_THAT(messageAfter([](NamedTensors& t) { t["more"] = Tensor(DType::i8, {1}); }), changed);
}

/// Its accuracy is shown beside that of the integers.
TEST_F(SealedModel, refusesAFloatCheckpointThatWasChangedAfterQuantisation) {
  const test::TemporaryFolder copy;
  std::filesystem::copy(folder_->quantised(), copy / "m");
  const ModelConfig config = readQuantizedConfig(copy / "m");
  EXPECT_NO_THROW(readFloatOriginal(copy / "m", config));
  NamedTensors tensors = readSafetensors(copy / "m/float.safetensors");
  tensors["classifier.bias"].mutableValues<float>()[0] += 1;
  writeSafetensors(copy / "m/float.safetensors", tensors);
  try {
    readFloatOriginal(copy / "m", config);
    FAIL();
  } catch (const DesignError& error) {
    EXPECT_THAT(error.what(), HasSubstr("float.safetensors: was changed after quantisation"));
  }
}

TEST_F(SealedModel, isNotQuantisedAgain) {
  const test::TemporaryFolder other;
  try {
    quantizeModel(folder_->quantised(), test::kDigits / "calibration.npy", other / "out");
    FAIL();
  } catch (const DesignError& error) {
    EXPECT_THAT(error.what(), HasSubstr("the model is quantised already"));
  }
}

} // namespace
} // namespace weft
