// workload_test.cpp: Random workloads use their range, repeat, and bad descriptions are refused.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/workload.hpp"

#include "gen/num/error.hpp"
#include "sw/model/golden.hpp"
#include "sw/model/quantize.hpp"
#include "tests/temporary_folder.hpp"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numbers>

namespace weft {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TensorValues goldenOf(const Workload& workload) {
  return runGolden(workload.graph, workload.samples.at(0), num::Nonlinear::accurate);
}

Accuracy accuracyOf(const Workload& workload, const TensorValues& values) {
  GraphAccuracy accuracy(workload.graph);
  accuracy.addSample(values);
  return accuracy.result();
}

struct Spread {
  double deviation = 0;
  double saturated = 0; // share
};

/// Without rows of zeros: queries that see no key.
std::vector<double> valuesOf(const Tensor& tensor) {
  const std::vector<double> all = tensor.convertedTo<double>();
  std::vector<double> values;
  const auto columns = static_cast<std::ptrdiff_t>(tensor.columns());
  for (auto row = all.begin(); row != all.end(); row += columns)
    if (std::any_of(row, row + columns, [](double value) { return value != 0; }))
      values.insert(values.end(), row, row + columns);
  return values;
}

Spread spreadOf(const Tensor& tensor) {
  const std::vector<double> values = valuesOf(tensor);
  const double limit = tensor.dtype() == DType::i8 ? 127 : 32767;
  double sum = 0, squares = 0, saturated = 0;
  for (const double value : values) {
    sum += value;
    squares += value * value;
    saturated += value >= limit || value < -limit;
  }
  const auto count = static_cast<double>(values.size());
  return {std::sqrt(squares / count - sum / count * (sum / count)), saturated / count};
}

class RandomWorkload : public testing::TestWithParam<std::tuple<const char*, std::uint64_t>> {};

TEST_P(RandomWorkload, outputsUseTheirRangeAndFewSaturate) {
  const auto [text, seed] = GetParam();
  const Workload workload = makeWorkload(text, seed);
  const TensorValues values = goldenOf(workload);
  for (const Operator& step : workload.graph.operators)
    for (const TensorId id : step.outputs()) {
      const GraphTensor& tensor = workload.graph.tensors[id];
      if (tensor.dtype == DType::i32)
        continue; // accumulators have no scale to choose
      const Spread spread = spreadOf(values[id]);
      const double unit = tensor.dtype == DType::i8 ? 1 : 200;
      EXPECT_GE(spread.deviation, 20 * unit) << tensor.name;
      EXPECT_LE(spread.deviation, 60 * unit) << tensor.name;
      EXPECT_LT(spread.saturated, 0.05) << tensor.name;
    }
}

TEST_P(RandomWorkload, goldenFollowsTheReference) {
  const auto [text, seed] = GetParam();
  const Workload workload = makeWorkload(text, seed);
  const Accuracy accuracy = accuracyOf(workload, goldenOf(workload));
  EXPECT_GT(accuracy.cosine, 0.97); // saturation of a few per cent is part of it
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, RandomWorkload,
    testing::Combine(
        testing::Values("gemm:33x70x41", "gemm:17x300x50,act=relu,bias=0",
                        "gemm:40x64x33,act=gelu,out=int16", "gemm:9x31x65,out=int32",
                        "attention:L=40,S=70,D=32,H=3", "attention:L=33,S=128,D=16,H=4,mask=causal",
                        "attention:L=64,S=20,D=64,H=2,mask=causal",
                        "attention:L=16,S=200,D=24,H=4,mask=padding",
                        "attention:L=32,S=2000,D=64,H=1", "layernorm:21x100", "add:20x77",
                        "encoder:L=24,D=48,H=4,F=96,layers=2",
                        "encoder:L=24,D=64,H=2,F=80,norm=pre,mask=causal",
                        "encoder:L=20,D=32,H=1,F=64,mask=padding,valid=7",
                        "conv:H=9,W=11,C=13,K=20,R=3,S=3,act=relu",
                        "conv:H=20,W=24,C=3,K=24,R=7,S=7,stride=2,pool=max3,residual=1",
                        "conv:H=14,W=8,C=30,K=9,R=3,S=2,pool=max2,act=relu"),
        testing::Values(1, 2, 3)));

TEST(Workload, softmaxArgumentsSpreadOverOctaves) {
  const Workload workload = makeWorkload("softmax:16x300", 1);
  const TensorValues values = goldenOf(workload);
  const auto& op = std::get<SoftmaxOp>(workload.graph.operators[0].op);
  const Tensor& scores = values[op.scores];
  const double octaves =
      spreadOf(scores).deviation * workload.graph.tensors[op.scores].scale * std::numbers::log2e;
  EXPECT_GT(octaves, 2);
  EXPECT_LT(octaves, 4);
  const Accuracy accuracy = accuracyOf(workload, values);
  EXPECT_GT(accuracy.cosine, 0.999);
  EXPECT_LE(accuracy.maxErrorLsb, 1.5);
}

TEST(Workload, postNormReadsTheSameStreamInBothWidths) {
  const Workload workload = makeWorkload("encoder:L=8,D=16,H=2,F=32", 1);
  ASSERT_EQ(workload.samples[0].size(), 2U);
  const auto wide = workload.samples[0][0].values<std::int16_t>();
  const auto narrow = workload.samples[0][1].values<std::int8_t>();
  const auto scaleOf = [&](std::size_t i) {
    return workload.graph.tensors[workload.graph.inputs[i]].scale;
  };
  for (std::size_t i = 0; i < wide.size(); ++i)
    if (std::abs(narrow[i]) < 127) {
      EXPECT_NEAR(wide[i] * scaleOf(0), narrow[i] * scaleOf(1), scaleOf(1) * 0.51);
    }
}

std::uint64_t fingerprint(const std::string& text, std::uint64_t seed) {
  const Workload workload = makeWorkload(text, seed);
  const TensorValues values = goldenOf(workload);
  std::uint64_t hash = 14695981039346656037U; // FNV-1a
  for (const TensorId id : workload.graph.outputs)
    for (const std::byte byte : values[id].bytes())
      hash = (hash ^ static_cast<std::uint64_t>(byte)) * 1099511628211U;
  return hash;
}

/// The same bits on every machine, forever: a change here changes every recorded measurement.
TEST(Workload, seedsGiveTheseBits) {
  EXPECT_EQ(fingerprint("gemm:9x20x33,act=gelu", 1), 12938381376618322259U);
  EXPECT_EQ(fingerprint("softmax:5x40", 1), 13347719481785698315U);
  EXPECT_EQ(fingerprint("encoder:L=12,D=32,H=2,F=48,norm=pre", 7), 13205685894185293477U);
  EXPECT_EQ(fingerprint("encoder:L=12,D=32,H=2,F=48,mask=causal", 7), 15532929217701098583U);
}

TEST(Workload, seedsDiffer) {
  EXPECT_EQ(fingerprint("gemm:5x6x7", 4), fingerprint("gemm:5x6x7", 4));
  EXPECT_NE(fingerprint("gemm:5x6x7", 4), fingerprint("gemm:5x6x7", 5));
}

TEST(Workload, countsMacs) {
  const auto macs = [](const std::string& text) {
    return makeWorkload(text, 1).graph.operators.at(0).macs();
  };
  EXPECT_EQ(macs("gemm:5x6x7"), 210U);
  EXPECT_EQ(macs("attention:L=3,S=5,D=8,H=2"), 2U * 15 * 8 * 2);
  EXPECT_EQ(macs("attention:L=3,S=5,D=8,H=1,mask=causal"), 2U * (3 + 4 + 5) * 8);
  EXPECT_EQ(macs("attention:L=5,S=3,D=8,H=1,mask=causal"), 2U * (0 + 0 + 1 + 2 + 3) * 8);
  EXPECT_EQ(macs("attention:L=3,S=5,D=8,H=1,mask=padding,valid=2"), 2U * 6 * 8);
  EXPECT_EQ(macs("layernorm:3x5"), 0U);
}

TEST(Workload, bertIsTheNamedShape) {
  const Graph graph = makeWorkload("bert-base:L=2,layers=1", 1).graph;
  ASSERT_EQ(graph.operators.size(), 7U);
  std::uint64_t macs = 0;
  for (const Operator& step : graph.operators)
    macs += step.macs();
  EXPECT_EQ(macs, 2U * 768 * (3 * 768 + 768 + 2 * 3072) + 2 * 4 * 768);
  EXPECT_EQ(std::get<AttentionOp>(graph.operators[1].op).H, 12U);
  EXPECT_EQ(
      std::get<AttentionOp>(makeWorkload("bert-large:L=1,layers=1", 1).graph.operators[1].op).H,
      16U);
}

const std::string kDigits = std::string(WEFT_SOURCE_DIR) + "/sw/model/digits";

std::string messageFor(const std::string& text) {
  try {
    makeWorkload(text, 1);
  } catch (const DesignError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Workload, refusesBadDescriptions) {
  EXPECT_THAT(messageFor("vgg16:"), AllOf(HasSubstr("vgg16"), HasSubstr("bert-base")));
  EXPECT_THAT(messageFor(""), HasSubstr("is not one of"));
  EXPECT_THAT(messageFor("gemm"), HasSubstr("needs MxKxN"));
  EXPECT_THAT(messageFor("gemm:3x4"), HasSubstr("needs MxKxN"));
  EXPECT_THAT(messageFor("gemm:3x4x0"), HasSubstr("N must be 1 to 65536, got '0'"));
  EXPECT_THAT(messageFor("gemm:3x99999x4"), HasSubstr("K must be 1 to 16384"));
  EXPECT_THAT(messageFor("gemm:3x4x5x"), HasSubstr("needs MxKxN"));
  EXPECT_THAT(messageFor("gemm:3x4x-5"), HasSubstr("N must be"));
  EXPECT_THAT(messageFor("gemm:3x4x5,act=tanh"), HasSubstr("none, relu, gelu, got 'tanh'"));
  EXPECT_THAT(messageFor("gemm:3x4x5,bias=2"), HasSubstr("bias must be 0 to 1"));
  EXPECT_THAT(messageFor("gemm:3x4x5,bias=1,bias=0"), HasSubstr("bias is given twice"));
  EXPECT_THAT(messageFor("gemm:3x4x5,colour=red"), HasSubstr("does not know 'colour'"));
  EXPECT_THAT(messageFor("gemm:3x4x5,relu"), HasSubstr("'relu' should be KEY=VALUE"));
  EXPECT_THAT(
      messageFor("attention:L=3,S=4,D=200"),
      AllOf(HasSubstr("D must be 1 to 128, got '200'"), HasSubstr("H must be 1 to 64, and")));
  EXPECT_THAT(messageFor("attention:L=3,S=4,D=2,H=1,valid=2"), HasSubstr("needs mask=padding"));
  EXPECT_THAT(messageFor("attention:L=3,S=4,D=2,H=1,mask=padding,valid=5"),
              HasSubstr("valid must be 1 to 4"));
  EXPECT_THAT(messageFor("layernorm:3x5000"), HasSubstr("D must be 1 to 4096"));
  EXPECT_THAT(messageFor("encoder:L=3,D=10,H=3,F=4"), HasSubstr("multiple of H"));
  EXPECT_THAT(messageFor("encoder:L=3,D=512,H=2,F=4"), HasSubstr("D / H must be at most 128"));
  EXPECT_THAT(messageFor("bert-base:L=3,layers=13"), HasSubstr("layers must be 1 to 12"));
  EXPECT_THAT(messageFor("model:"), HasSubstr("directory of a quantised model"));
  EXPECT_THAT(messageFor("model:/nowhere"), HasSubstr("needs input="));
  EXPECT_THAT(messageFor("model:/nowhere,input=x.npy"), HasSubstr("/nowhere"));
}

TEST(Workload, pathsWithCommaOrEqualsStandInQuotes) {
  const test::TemporaryFolder folder;
  const std::filesystem::path model = folder / "lr=1e-3,a:b";
  quantizeModel(kDigits, kDigits + "/calibration.npy", model);
  std::filesystem::copy(kDigits + "/heldout.npy", folder / "x,y=1.npy");
  const std::string input = "\"" + (folder / "x,y=1.npy").string() + "\"";
  const std::string text = "model:\"" + model.string() + "\",input=" + input;
  EXPECT_EQ(makeWorkload(text + ",samples=2", 1).samples.size(), 2U);
  EXPECT_THAT(messageFor("model:" + model.string() + ",input=" + input),
              HasSubstr("in double quotes if it has a , or ="));
}

TEST(Workload, quotesStandAroundWholePaths) {
  EXPECT_THAT(messageFor("model:\"/nowhere,input=x.npy"), HasSubstr("or one at either end"));
  EXPECT_THAT(messageFor("model:/no\"where,input=x.npy"), HasSubstr("or one at either end"));
  EXPECT_THAT(messageFor("model:\"/no\"where,input=x.npy"), HasSubstr("or one at either end"));
  EXPECT_THAT(messageFor("model:\"/a\"\"b\",input=x.npy"), HasSubstr("or one at either end"));
  EXPECT_THAT(messageFor("model:/nowhere,input=\"x.npy"), HasSubstr("or one at either end"));
  EXPECT_THAT(messageFor("model:\"\",input=x.npy"), HasSubstr("needs the directory"));
  EXPECT_THAT(messageFor("model:\"/nowhere\",input=\"x.npy\""), HasSubstr("/nowhere/config.json"));
  EXPECT_THAT(messageFor("gemm:\"3x4x0\""), HasSubstr("N must be 1 to 65536"));
  EXPECT_THAT(messageFor("gemm:3x4x5,"), HasSubstr("'' should be KEY=VALUE"));
}

TEST(Workload, runsAModelDirectory) {
  const std::string& digits = kDigits;
  const test::TemporaryFolder folder;
  quantizeModel(digits, digits + "/calibration.npy", folder / "int8");
  const std::string text =
      "model:" + (folder / "int8").string() + ",input=" + digits + "/heldout.npy";
  EXPECT_TRUE(makeWorkload(text + ",samples=3", 1).labels.empty());
  const Workload workload =
      makeWorkload(text + ",labels=" + digits + "/heldout_labels.npy,samples=40", 1);
  ASSERT_EQ(workload.samples.size(), 40U);
  ASSERT_EQ(workload.labels.size(), 40U);
  std::size_t right = 0;
  for (std::size_t i = 0; i < workload.samples.size(); ++i) {
    const auto values = runGolden(workload.graph, workload.samples[i], num::Nonlinear::accurate);
    right += predictedClass(workload, values[workload.graph.outputs[0]]) ==
             static_cast<std::size_t>(workload.labels[i]);
  }
  EXPECT_GE(right, 38U);
  EXPECT_GE(floatAccuracy(workload), 0.95);
  EXPECT_EQ(makeWorkload(text, 1).samples.size(), 360U);
  EXPECT_EQ(makeWorkload(text + ",layers=1,samples=1", 1).graph.operators.size() + 7,
            workload.graph.operators.size());
  EXPECT_THAT(messageFor(text + ",layers=99"),
              HasSubstr("layers must be 1 to 2, got '99'; nearest: 2"));
  EXPECT_THAT(messageFor(text + ",samples=99999"),
              HasSubstr("samples must be 1 to 360, got '99999'; nearest: 360"));
  EXPECT_THAT(messageFor(text + ",samples=0,layers=0,colour=red"),
              AllOf(HasSubstr("samples must be"), HasSubstr("layers must be"),
                    HasSubstr("does not know 'colour'")));
  EXPECT_THAT(messageFor(text + ",labels=" + digits + "/heldout.npy"), HasSubstr("labels"));
  EXPECT_THAT(messageFor("model:" + digits + ",input=x.npy"), HasSubstr("not quantised"));
}

} // namespace
} // namespace weft
