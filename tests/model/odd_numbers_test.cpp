// odd_numbers_test.cpp: Tensors of zeros, of tiny or huge range spoil nothing beside them.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/error.hpp"
#include "sw/model/golden.hpp"
#include "sw/model/quantized_model.hpp"
#include "tests/model/changed_digits.hpp"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft {
namespace {

using test::all;
using test::ChangedDigits;
using test::one;
using test::times;
using testing::AllOf;
using testing::HasSubstr;

struct OddModel {
  const char* name;
  std::function<void(ChangedDigits&)> change;
};

void PrintTo(const OddModel& model, std::ostream* out) { *out << model.name; }

/// Rows of `columns` numbers; replaces one row.
test::ValueChange row(std::size_t index, std::size_t columns, float factor) {
  return [=](float value, std::size_t i) { return i / columns == index ? value * factor : value; };
}

class OddNumbers : public testing::TestWithParam<OddModel> {};

/// The plain model's worst tensor has a cosine of 0.9997.
TEST_P(OddNumbers, leaveEveryTensorCloseToFloat) {
  ChangedDigits digits;
  GetParam().change(digits);
  const QuantizationReport report = digits.quantise();
  for (const QuantizationError& error : report.errors) {
    EXPECT_GT(error.accuracy.cosine, 0.995) << error.tensorName;
    EXPECT_TRUE(std::isfinite(error.accuracy.rmsErrorLsb)) << error.tensorName;
    EXPECT_TRUE(error.scale > 0 && std::isfinite(error.scale)) << error.tensorName;
  }
  EXPECT_NO_THROW(readQuantizedModel(digits.quantised()));
}

const char* const kPosition = "position_embeddings";
const char* const kBranches = "output.dense";
const char* const kFeedForward = "layer.0.intermediate.dense";

INSTANTIATE_TEST_SUITE_P(
    Weights, OddNumbers,
    testing::Values(
        OddModel{"noPosition", [](auto& m) { m.change(kPosition, all(0)); }},
        OddModel{"tinyPosition", [](auto& m) { m.change(kPosition, times(1e-6F)); }},
        OddModel{"vanishingPosition", [](auto& m) { m.change(kPosition, times(1e-30F)); }},
        OddModel{"denormalPosition", [](auto& m) { m.change(kPosition, all(1e-44F)); }},
        OddModel{"constantPosition", [](auto& m) { m.change(kPosition, all(1)); }},
        OddModel{"prunedBranch", [](auto& m) { m.change("layer.1.output.dense", all(0)); }},
        OddModel{"branchOfBiasOnly",
                 [](auto& m) { m.change("layer.0.output.dense.weight", all(0)); }},
        OddModel{"noBranches", [](auto& m) { m.change(kBranches, all(0)); }},
        OddModel{"tinyBranches", [](auto& m) { m.change(kBranches, times(1e-9F)); }},
        OddModel{"noPatches", [](auto& m) { m.change("patch_embeddings", all(0)); }},
        OddModel{"tinyEmbedding", [](auto& m) { m.change("vit.embeddings.p", times(1e-5F)); }},
        OddModel{"vanishingEmbedding",
                 [](auto& m) { m.change("vit.embeddings.p", times(1e-12F)); }},
        OddModel{"noQuery", [](auto& m) { m.change("query", all(0)); }},
        OddModel{"noValue", [](auto& m) { m.change("layer.0.attention.attention.value", all(0)); }},
        OddModel{"oneChannelZero", [](auto& m) { m.change("value.weight", row(3, 64, 0)); }},
        OddModel{"oneChannelHuge",
                 [](auto& m) { m.change("1.output.dense.weight", row(3, 128, 100)); }},
        OddModel{"oneBiasHuge",
                 [](auto& m) { m.change("0.attention.output.dense.bias", one(5, 1e9F)); }},
        OddModel{"gammaZero", [](auto& m) { m.change("LayerNorm.weight", all(0)); }},
        OddModel{"gammaAndBetaZero", [](auto& m) { m.change("LayerNorm", all(0)); }},
        OddModel{"deadFeedForward",
                 [](auto& m) { m.change("0.intermediate.dense.bias", all(-1000)); }},
        OddModel{"denormalWeights",
                 [](auto& m) { m.change("layer.1.intermediate.dense.weight", all(1e-42F)); }},
        OddModel{"zeroWeights", [](auto& m) { m.change("weight", all(0)); }},
        OddModel{"zeroEverywhere", [](auto& m) { m.change("", all(0)); }}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Images, OddNumbers,
    testing::Values(OddModel{"black", [](auto& m) { m.changePixels(all(0)); }},
                    OddModel{"allEqual", [](auto& m) { m.changePixels(all(0.5F)); }},
                    OddModel{"negative",
                             [](auto& m) {
                               m.changePixels([](float x, std::size_t) { return -std::abs(x); });
                             }}),
    [](const auto& test) { return test.param.name; });

TEST(OddModels, oneImageIsEnough) {
  EXPECT_GT(ChangedDigits().quantise(1).worst().accuracy.cosine, 0.99);
}

/// GELU has 20 fraction bits: below them its result is zero, and what follows lives on its bias.
TEST(OddModels, geluBelowItsResolutionIsZeroAndHarmsNothingElse) {
  ChangedDigits digits;
  for (const QuantizationError& error :
       digits.change(kFeedForward, times(1e-12F)).quantise().errors)
    EXPECT_GT(error.accuracy.cosine, error.operatorName == "layer0.feed_forward1" ? -0.1 : 0.99)
        << error.tensorName;
}

std::string refusalOf(ChangedDigits& digits) {
  try {
    digits.quantise();
  } catch (const DesignError& error) {
    EXPECT_FALSE(std::filesystem::exists(digits.quantised()));
    return error.what();
  }
  return "accepted";
}

TEST(OddModels, refusalsNameOperatorOrTensor) {
  ChangedDigits query, gamma, weight, overflow;
  query.change("query.weight", times(1e6F));
  EXPECT_THAT(refusalOf(query),
              AllOf(HasSubstr("operator layer0.attention: "), HasSubstr("shift must be 10 to 63")));
  gamma.change("layer.0.output.LayerNorm.weight", times(1e4F));
  EXPECT_THAT(refusalOf(gamma), HasSubstr("operator layer1.attention: "));
  weight.change(kFeedForward, one(100, 1e10F));
  EXPECT_THAT(refusalOf(weight), HasSubstr("operator layer0.feed_forward1: "));
  overflow.change("layer.0.output.dense.weight", times(3e38F));
  EXPECT_THAT(refusalOf(overflow), HasSubstr("layer0.feed_forward2.out: calibration data lead to"));
}

} // namespace
} // namespace weft
