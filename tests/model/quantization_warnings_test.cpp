// quantization_warnings_test.cpp: Poor scales are noticed: tensor, value, place.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/quantization_warnings.hpp"

#include "sw/model/graph_builder.hpp"
#include "sw/model/quantizer.hpp"
#include "tests/model/changed_digits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft {
namespace {

using test::all;
using test::ChangedDigits;
using test::one;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using Reason = QuantizationWarning::Reason;

/// All texts of a kind, one a line.
std::string texts(const std::vector<QuantizationWarning>& warnings, Reason reason) {
  std::string lines;
  for (const QuantizationWarning& warning : warnings)
    if (warning.reason == reason)
      lines += warning.text + "\n";
  return lines;
}

TEST(QuantizationWarnings, thePlainModelGivesNone) {
  EXPECT_THAT(ChangedDigits().quantise(128).warnings, IsEmpty());
  EXPECT_THAT(ChangedDigits().quantise(1).warnings, IsEmpty());
}

/// A pixel of 10 in images of -1 to 1 costs as much as one of 1000: none is let in.
TEST(QuantizationWarnings, aStrayPixelLeavesItsImageOut) {
  constexpr std::size_t kPixel = 15 * 64 + 43; // row 5, column 3 of image 15
  for (const float value : {1000.0F, -1000.0F, 10.0F}) {
    const QuantizationReport report = ChangedDigits().changePixels(one(kPixel, value)).quantise();
    EXPECT_EQ(report.calibrationSamples, 23U);
    EXPECT_EQ(report.measuredSamples, 23U);
    EXPECT_GT(report.worst().accuracy.cosine, 0.999) << value;
    ASSERT_EQ(report.warnings.size(), 1U);
    EXPECT_EQ(report.warnings[0].reason, Reason::leftOut);
    EXPECT_THAT(report.warnings[0].text,
                AllOf(HasSubstr("image 15"), HasSubstr(numberText(value) + " at channel 0, row 5, "
                                                                           "column 3")));
  }
}

TEST(QuantizationWarnings, fewImagesKeepTheStrayPixelAndSaySo) {
  const QuantizationReport report = ChangedDigits().changePixels(one(70, 1000)).quantise(10);
  EXPECT_EQ(report.calibrationSamples, 10U);
  EXPECT_THAT(texts(report.warnings, Reason::range),
              AllOf(HasSubstr("patches holds 1000 at row "), HasSubstr(" of image 1; ")));
  EXPECT_THAT(texts(report.warnings, Reason::cosine),
              AllOf(HasSubstr(report.worst().tensorName + " is the worst tensor"),
                    HasSubstr("the first below 0.99 is ")));
}

TEST(QuantizationWarnings, imagesInAnotherRangeThanTheConfigurationSaysAreNamed) {
  const QuantizationReport report =
      ChangedDigits().changePixels([](float x, std::size_t) { return 255 * x; }).quantise();
  ASSERT_EQ(report.warnings[0].reason, Reason::pixels);
  EXPECT_THAT(report.warnings[0].text,
              AllOf(HasSubstr("image 0 holds -255 at channel 0, row 0, column 0"),
                    HasSubstr("image_mean and image_std leave at most 1")));
}

/// Every class comes out the same then.
TEST(QuantizationWarnings, imagesFarBelowTheRangeAreNoticed) {
  const QuantizationReport report = ChangedDigits().changePixels(test::times(1e-3F)).quantise();
  EXPECT_EQ(texts(report.warnings, Reason::pixels),
            "images: none holds more than 0.001, but image_mean and image_std reach 1: brighter "
            "images will be clipped\n");
}

TEST(QuantizationWarnings, imagesThatAreAllTheSameAreNoticed) {
  const QuantizationReport report = ChangedDigits().changePixels(all(0.75F)).quantise();
  EXPECT_EQ(texts(report.warnings, Reason::copies),
            "images: all 24 are the same, so they say little about others\n");
}

TEST(QuantizationWarnings, anAbsurdWeightIsNamedWithItsPlace) {
  constexpr std::size_t kWeight = 3 * 128 + 7; // channel 3, product 7
  const QuantizationReport report =
      ChangedDigits().change("layer.0.output.dense.weight", one(kWeight, 1e4F)).quantise();
  EXPECT_THAT(texts(report.warnings, Reason::range),
              HasSubstr("layer0.feed_forward2.weight holds 1e+04 at row 7, column 3; 99 % of the "
                        "values with the same scale round to zero beside it"));
}

TEST(QuantizationWarnings, anAbsurdConstantIsNamedWithItsPlace) {
  const QuantizationReport report =
      ChangedDigits().change("position_embeddings", one(2 * 64 + 5, -1e8F)).quantise();
  EXPECT_THAT(texts(report.warnings, Reason::range),
              HasSubstr("position_embedding holds -1e+08 at row 2, column 5;"));
}

TEST(QuantizationWarnings, aBiasThatDwarfsItsWeightsIsNotTakenForALargeWeight) {
  const QuantizationReport report =
      ChangedDigits().change("0.attention.output.dense.bias", one(5, 1e9F)).quantise();
  EXPECT_THAT(texts(report.warnings, Reason::range),
              HasSubstr("round to zero beside a bias that sets the scale"));
}

TEST(QuantizationWarnings, zerosAreNamedOnce) {
  const QuantizationReport report =
      ChangedDigits().change("layer.1.output.dense", all(0)).quantise();
  EXPECT_EQ(texts(report.warnings, Reason::zero),
            "layer1.feed_forward2.out is zero in all calibration data, so its scale is a guess\n");
}

/// A difference of two inputs that are nearly equal in all samples but one.
TEST(QuantizationWarnings, aSampleThatSetsTheScaleOfATensorInsideIsNamed) {
  GraphBuilder builder;
  const TensorId x = builder.input("x", DType::i8, 1, 2);
  builder.output(builder.matmul("difference", x, 1, DType::i16));
  Graph real = builder.take();
  real.tensors[1].data = Tensor::of<float>({2, 1}, std::vector<float>{1, -1});
  Calibration calibration(real);
  for (std::size_t sample = 0; sample < 20; ++sample)
    calibration.observe(real, sample, {{1, sample == 7 ? -1.0F : 0.875F}});
  EXPECT_EQ(
      texts(findPoorScales(real, quantizeGraph(real, calibration), calibration), Reason::outlier),
      "difference.out holds 2 at row 0, column 0 of image 7, which sets the scale; all but "
      "one in twenty images stay within 0.125\n");
}

TEST(UsualMaximum, leavesOutOneInTwenty) {
  EXPECT_EQ(usualMaximum({}), 0);
  EXPECT_EQ(usualMaximum({3, 9, 1}), 9);
  std::vector<double> maxima(20, 1.0);
  maxima[4] = 50;
  EXPECT_EQ(usualMaximum(maxima), 1);
  maxima[5] = 40;
  EXPECT_EQ(usualMaximum(maxima), 40);
  EXPECT_FALSE(isStray(100, 0)) << "nothing is usual";
}

} // namespace
} // namespace weft
