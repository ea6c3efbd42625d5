// quantize_test.cpp: The shipped model quantised: errors, accuracy, and the directory's round trip.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/quantize.hpp"

#include "gen/num/error.hpp"
#include "sw/model/checkpoint.hpp"
#include "sw/model/golden.hpp"
#include "sw/model/images.hpp"
#include "sw/model/quantized_model.hpp"
#include "sw/model/reference.hpp"
#include "tests/tensor/temporary_folder.hpp"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft {
namespace {

using testing::HasSubstr;

const std::filesystem::path kDigits = std::filesystem::path(WEFT_SOURCE_DIR) / "sw/model/digits";

/// The shipped model, quantised once for all tests of this file.
class QuantizedDigits : public testing::Test {
protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<test::TemporaryFolder>();
    report_ = quantizeModel(kDigits, kDigits / "calibration.npy", *folder_ / "int8");
    model_ = readQuantizedModel(*folder_ / "int8");
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static inline std::unique_ptr<test::TemporaryFolder> folder_;
  static inline QuantizationReport report_;
  static inline QuantizedModel model_;
};

std::vector<double> realOutput(const Graph& graph, const TensorValues& values) {
  const TensorId id = graph.outputs[0];
  return dequantise<double>(graph.tensors[id], values[id]);
}

TEST_F(QuantizedDigits, goldenAccuracyIsWithinOnePointOfFloat) {
  const Graph real = readCheckpoint(model_.config, kDigits);
  const Tensor images = readImages(kDigits / "heldout.npy", model_.config);
  const auto labels = readLabels(kDigits / "heldout_labels.npy", 360, model_.config.labels);
  const GraphTensor& input = model_.graph.tensors[model_.graph.inputs[0]];
  int floatRight = 0, goldenRight = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::vector<float> patches = patchesOf(images, i, model_.config);
    const Tensor integers = quantiseInt8(patches, input.scale, {input.rows, input.columns});
    const auto golden = runGolden(model_.graph, {integers}, num::Nonlinear::accurate);
    const auto logits = pooled(realOutput(model_.graph, golden), model_.config.labels);
    const auto expected = runReference<float>(real, {std::move(patches)})[real.outputs[0]];
    const auto floatLogits =
        pooled(std::vector<double>(expected.begin(), expected.end()), model_.config.labels);
    goldenRight += argmax(logits) == labels[i];
    floatRight += argmax(floatLogits) == labels[i];
  }
  RecordProperty("float", floatRight);
  RecordProperty("golden", goldenRight);
  EXPECT_GE(floatRight, 349); // 97 % of 360
  EXPECT_LE(std::abs(floatRight - goldenRight), 3);
}

/// The float values of a tensor as the integers of the quantised model.
Tensor quantised(const GraphTensor& tensor, const Values<float>& values) {
  const double limit = tensor.dtype == DType::I8 ? 127 : 32767;
  std::vector<double> steps;
  for (const float value : values)
    steps.push_back(std::clamp(std::floor(value / tensor.scale + 0.5), -limit - 1, limit));
  const Tensor wide = Tensor::of<double>({tensor.rows, tensor.columns}, steps);
  return tensor.dtype == DType::I8 ? Tensor::of(wide.shape(), wide.convertedTo<std::int8_t>())
                                   : Tensor::of(wide.shape(), wide.convertedTo<std::int16_t>());
}

TEST_F(QuantizedDigits, layersFedWithFloatInputsFollowFloat) {
  const Graph& graph = model_.graph;
  const Graph real = readCheckpoint(model_.config, kDigits);
  const Tensor images = readImages(kDigits / "heldout.npy", model_.config);
  for (const std::string layer : {"layer0.", "layer1."}) {
    AccuracyMeter meter;
    for (std::size_t i = 0; i < 40; ++i) {
      const auto expected = runReference<float>(real, {patchesOf(images, i, model_.config)});
      const Tensor patches = quantised(graph.tensors[graph.inputs[0]], expected[real.inputs[0]]);
      TensorValues values = goldenOperands(graph, {patches});
      TensorId last = 0;
      for (const Operator& step : graph.operators) {
        if (!step.name.starts_with(layer))
          continue;
        for (const TensorId id : step.inputs())
          if (values[id].size() == 0) // the layer's input, made by an operator before it
            values[id] = quantised(graph.tensors[id], expected[id]);
        runGoldenOperator(graph, step, num::Nonlinear::accurate, values);
        last = step.outputs().back();
      }
      meter.add<float>(graph.tensors[last], values[last], expected[last]);
    }
    EXPECT_GE(meter.result().cosine, 0.995) << layer;
  }
}

TEST_F(QuantizedDigits, reportCoversEveryOperatorInOrder) {
  std::size_t next = 0;
  for (const Operator& step : model_.graph.operators)
    for (const TensorId id : step.outputs()) {
      ASSERT_LT(next, report_.errors.size());
      EXPECT_EQ(report_.errors[next].operatorName, step.name);
      EXPECT_EQ(report_.errors[next].tensorName, model_.graph.tensors[id].name);
      EXPECT_GE(report_.errors[next].accuracy.cosine, 0.99) << step.name;
      EXPECT_GT(report_.errors[next].accuracy.rmsErrorLsb, 0.0) << step.name;
      ++next;
    }
  EXPECT_EQ(next, report_.errors.size());
  EXPECT_EQ(report_.calibrationSamples, 128U);
}

TEST_F(QuantizedDigits, weightsUseTheirWholeRange) {
  for (const Operator& step : model_.graph.operators)
    if (const auto* matmul = std::get_if<MatmulOp>(&step.op)) {
      const GraphTensor& weight = model_.graph.tensors[matmul->weight];
      std::vector<int> largest(matmul->N, 0);
      const auto values = weight.data.values<std::int8_t>();
      for (std::size_t i = 0; i < values.size(); ++i)
        largest[i % matmul->N] = std::max(largest[i % matmul->N], std::abs(int{values[i]}));
      EXPECT_THAT(largest, testing::Each(127)) << step.name;
    }
}

TEST_F(QuantizedDigits, restoresTheSameGraph) {
  const QuantizedModel again = readQuantizedModel(*folder_ / "int8");
  const test::TemporaryFolder copy;
  writeQuantizedModel(copy / "copy", again.graph, kDigits);
  for (const char* name : {"config.json", "model.safetensors", "float.safetensors"})
    EXPECT_EQ(test::readBytes(copy / "copy" / name), test::readBytes(*folder_ / "int8" / name));
  const auto original = readFloatOriginal(*folder_ / "int8", again.config);
  EXPECT_EQ(original.operators.size(), again.graph.operators.size());
}

TEST_F(QuantizedDigits, readsTheFirstLayersOnly) {
  const QuantizedModel one = readQuantizedModel(*folder_ / "int8", 1);
  EXPECT_EQ(one.graph.operators.size() + 7, model_.graph.operators.size());
  EXPECT_EQ(readFloatOriginal(*folder_ / "int8", one.config, 1).operators.size(),
            one.graph.operators.size());
}

TEST_F(QuantizedDigits, refusesDamagedDirectories) {
  const auto messageAfter = [&](auto&& damage) -> std::string {
    const test::TemporaryFolder copy;
    std::filesystem::copy(*folder_ / "int8", copy / "m");
    NamedTensors tensors = readSafetensors(copy / "m/model.safetensors");
    damage(tensors);
    writeSafetensors(copy / "m/model.safetensors", tensors);
    try {
      readQuantizedModel(copy / "m");
    } catch (const DesignError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_THAT(messageAfter([](NamedTensors& t) { t.erase("layer0.qkv.bias"); }),
              HasSubstr("'layer0.qkv.bias': expected I32 [192], got nothing"));
  EXPECT_THAT(
      messageAfter([](NamedTensors& t) { t["layer1.qkv.weight"] = Tensor(DType::I8, {1}); }),
      HasSubstr("expected I8 [64, 192], got I8 [1]"));
  EXPECT_THAT(messageAfter([](NamedTensors& t) {
                t["patches.scale"] = Tensor::of<double>({1}, std::vector<double>{-1});
              }),
              HasSubstr("positive scales"));
  EXPECT_THAT(messageAfter([](NamedTensors& t) {
                t["layer0.qkv.weight"].mutableValues<std::int8_t>()[5] = -128;
              }),
              HasSubstr("-127 to 127"));
  EXPECT_THAT(messageAfter([](NamedTensors& t) {
                t["layer0.qkv.bias"].mutableValues<std::int32_t>()[0] = INT32_MAX;
              }),
              HasSubstr("could exceed 32 bits"));
}

TEST(Quantize, refusesWrongInputs) {
  const test::TemporaryFolder folder;
  EXPECT_THROW(readQuantizedModel(kDigits), DesignError);
  EXPECT_THROW(quantizeModel(folder.path(), kDigits / "calibration.npy", folder / "out"),
               DesignError);
  EXPECT_THROW(quantizeModel(kDigits, kDigits / "heldout_labels.npy", folder / "out"), DesignError);
  EXPECT_THROW(quantizeModel(kDigits, kDigits / "calibration.npy", kDigits), DesignError);
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

} // namespace
} // namespace weft
