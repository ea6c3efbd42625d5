// quantize_test.cpp: The shipped model quantised: errors, accuracy, and the directory's round trip.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/quantize.hpp"

#include "gen/num/error.hpp"
#include "sw/model/checkpoint.hpp"
#include "sw/model/golden.hpp"
#include "sw/model/golden_attention.hpp"
#include "sw/model/images.hpp"
#include "sw/model/quantized_model.hpp"
#include "sw/model/reference.hpp"
#include "sw/model/reference_ops.hpp"
#include "tests/temporary_folder.hpp"

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
  const double limit = tensor.dtype == DType::i8 ? 127 : 32767;
  std::vector<double> steps;
  for (const float value : values)
    steps.push_back(std::clamp(std::floor(value / tensor.scale + 0.5), -limit - 1, limit));
  const Tensor wide = Tensor::of<double>({tensor.rows, tensor.columns}, steps);
  return tensor.dtype == DType::i8 ? Tensor::of(wide.shape(), wide.convertedTo<std::int8_t>())
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

/// Attention in double precision on the integers of q, k and v, dequantised.
Values<double> exactAttention(const Graph& graph, const AttentionOp& op,
                              const TensorValues& values) {
  const auto real = [&](const HeadView& view) {
    return dequantise<double>(graph.tensors[view.tensor], values[view.tensor]);
  };
  const Values<double> q = real(op.q), k = real(op.k), v = real(op.v);
  const GraphTensor& result = graph.tensors[op.out.tensor];
  Values<double> out(result.rows * result.columns);
  for (std::size_t h = 0; h < op.H; ++h) {
    const auto head = [&]<class Element>(std::span<Element> data, const HeadView& view) {
      return reference::HeadColumns<Element>{data, graph.tensors[view.tensor].columns,
                                             view.column + h * view.headStride};
    };
    reference::attendHead<double>(
        op, head(std::span<const double>(q), op.q), head(std::span<const double>(k), op.k),
        head(std::span<const double>(v), op.v), head(std::span<double>(out), op.out));
  }
  return out;
}

/// Errors of one attention in LSB of an output scale from the float maximum.
std::vector<double> attentionErrors(const Graph& graph, AttentionOp op, num::Nonlinear kind,
                                    const TensorValues& values) {
  const Values<double> exact = exactAttention(graph, op, values);
  double top = 0;
  for (const double value : exact)
    top = std::max(top, std::abs(value));
  const double valueStep = num::realFromScale(op.outputScale) * graph.tensors[op.out.tensor].scale;
  op.outputScale = num::scaleFromReal(valueStep * 127 / top);
  std::vector<std::int8_t> got(exact.size());
  GoldenAttention(graph, op, kind, values).all(got);
  std::vector<double> errors;
  for (std::size_t i = 0; i < got.size(); ++i)
    errors.push_back(got[i] - exact[i] * 127 / top);
  return errors;
}

TEST_F(QuantizedDigits, attentionOnTrainedOperandsStaysWithinItsBounds) {
  const Tensor images = readImages(kDigits / "heldout.npy", model_.config);
  const GraphTensor& input = model_.graph.tensors[model_.graph.inputs[0]];
  int checked = 0;
  for (const num::Nonlinear kind : {num::Nonlinear::accurate, num::Nonlinear::ibert})
    for (std::size_t i = 0; i < 20; ++i) {
      TensorValues values =
          goldenOperands(model_.graph, {quantiseInt8(patchesOf(images, i, model_.config),
                                                     input.scale, {input.rows, input.columns})});
      for (const Operator& step : model_.graph.operators) {
        runGoldenOperator(model_.graph, step, kind, values);
        const auto* op = std::get_if<AttentionOp>(&step.op);
        if (op == nullptr)
          continue;
        double squares = 0, largest = 0;
        const std::vector<double> errors = attentionErrors(model_.graph, *op, kind, values);
        for (const double error : errors) {
          squares += error * error;
          largest = std::max(largest, std::abs(error));
        }
        EXPECT_LE(std::sqrt(squares / static_cast<double>(errors.size())), 0.5) << step.name;
        EXPECT_LE(largest, 2.0) << step.name;
        ++checked;
      }
    }
  EXPECT_EQ(checked, 2 * 20 * 2) << "two layers";
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
      messageAfter([](NamedTensors& t) { t["layer1.qkv.weight"] = Tensor(DType::i8, {1}); }),
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
  EXPECT_THAT(messageAfter([](NamedTensors& t) {
                t["layer0.norm1.out8.scale"].mutableValues<double>()[0] *= 1e-6;
              }),
              HasSubstr("operator layer0.norm1: post: a scale must have a shift of 24 or more"));
  EXPECT_THAT(messageAfter([](NamedTensors& t) {
                t["layer0.qkv.out.scale"].mutableValues<double>()[0] *= 1e6;
              }),
              HasSubstr("operator layer0.attention: a score scale's shift must be 10 to 63"));
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
