// output_pipeline_test.cpp: The output pipeline's model against float64 on the same integers.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/output_pipeline/output_pipeline_model.hpp"
#include "gen/num/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

namespace weft {
namespace {

using num::Nonlinear;
using num::Random;
using num::Scale;

const Scale kUnused = num::scaleFromReal(1.0);

double exactGelu(double x) { return 0.5 * x * std::erfc(-x / std::numbers::sqrt2); }

/// Accumulators of one layer: a distribution of acc + bias and the real size of one unit of it.
struct Layer {
  std::string name;
  double unit;
  std::function<std::int32_t(Random&)> draw;
};

std::vector<Layer> layersOf(double reach) {
  const std::string suffix = " of reach " + std::to_string(reach);
  constexpr std::int32_t kTop = 3'000'000;
  const double unit = reach / kTop;
  return {{"uniform" + suffix, unit,
           [](Random& r) { return static_cast<std::int32_t>(r.uniform(-kTop, kTop)); }},
          {"normal" + suffix, unit,
           [](Random& r) { return static_cast<std::int32_t>(r.normal(kTop / 4, 0, -kTop, kTop)); }},
          {"negative half" + suffix, unit,
           [](Random& r) { return static_cast<std::int32_t>(r.uniform(-kTop, 0)); }},
          {"one outlier" + suffix, unit, [](Random& r) {
             return r.chance(1) ? kTop
                                : static_cast<std::int32_t>(r.normal(kTop / 50, 0, -kTop, kTop));
           }}};
}

/// A bias and the accumulator that together give the drawn sum.
struct Sample {
  std::int32_t acc, bias;
};

std::vector<Sample> samplesOf(const Layer& layer, int count) {
  Random random(3);
  std::vector<Sample> samples;
  for (int i = 0; i < count; ++i) {
    const auto bias = static_cast<std::int32_t>(random.uniform(-100'000, 100'000));
    samples.push_back({layer.draw(random) - bias, bias});
  }
  return samples;
}

double sumOf(const Sample& sample) { return static_cast<double>(sample.acc) + sample.bias; }

double largestGelu(const Layer& layer, const std::vector<Sample>& samples) {
  double largest = 0;
  for (const Sample& sample : samples)
    largest = std::max(largest, std::abs(exactGelu(sumOf(sample) * layer.unit)));
  return largest;
}

/// The largest error of GELU in LSB of the output, whose largest value is put at full scale.
double geluErrorInLsb(const Layer& layer, OutputType type, Nonlinear nonlinear, double allowance) {
  const auto samples = samplesOf(layer, 20'000);
  const double top = std::ldexp(1.0, bitsOf(type) - 1) - 1;
  const double outputUnit = largestGelu(layer, samples) / top;
  const Scale channel = num::scaleFromReal(layer.unit * 0x1p20);
  const Scale second = num::scaleFromReal(0x1p-20 / outputUnit);
  double worst = 0;
  for (const auto& [acc, bias] : samples) {
    const double exact = exactGelu((static_cast<double>(acc) + bias) * layer.unit);
    const std::int32_t value =
        outputValue(acc, bias, channel, Activation::gelu, type, second, nonlinear);
    worst = std::max(worst, (std::abs(value * outputUnit - exact) - allowance) / outputUnit);
  }
  return worst;
}

TEST(OutputPipelineModel, AccurateGeluErrsByAtMostOneLsb) {
  for (double reach : {0x1p-8, 0x1p-6, 0.1, 0.5, 1.0, 2.0, 4.0, 8.0, 32.0, 1000.0})
    for (const Layer& layer : layersOf(reach))
      EXPECT_LE(geluErrorInLsb(layer, OutputType::int8, Nonlinear::accurate, 0.0), 0.55)
          << layer.name;
}

TEST(OutputPipelineModel, IbertGeluErrsByAtMostOneLsbBeyondItsPolynomial) {
  for (double reach : {0x1p-8, 0x1p-6, 0.1, 0.5, 1.0, 2.0, 4.0, 8.0, 32.0, 1000.0})
    for (const Layer& layer : layersOf(reach))
      EXPECT_LE(geluErrorInLsb(layer, OutputType::int8, Nonlinear::ibert, 0.02), 1.0) << layer.name;
}

TEST(OutputPipelineModel, AccurateGeluServesInt16) {
  for (double reach : {1.0, 4.0, 32.0})
    for (const Layer& layer : layersOf(reach)) {
      if (layer.name.starts_with("negative"))
        continue; // full scale there is 0.17: int16 steps are finer than the table
      EXPECT_LE(geluErrorInLsb(layer, OutputType::int16, Nonlinear::accurate, 0.0), 1.0)
          << layer.name;
    }
}

/// Requantisation against the exact real factor: how many of `count` outputs differ from rounding
/// half up, and by how much at most.
struct Difference {
  int count = 0;
  std::int64_t largest = 0;
};

Difference requantisationDifference(const Layer& layer, OutputType type, int count) {
  const double top = std::ldexp(1.0, bitsOf(type) - 1) - 1;
  const double factor = top / 3'000'000;
  Difference difference;
  for (const Sample& sample : samplesOf(layer, count)) {
    const auto exact = static_cast<std::int64_t>(std::floor(sumOf(sample) * factor + 0.5));
    const std::int32_t value = outputValue(sample.acc, sample.bias, num::scaleFromReal(factor),
                                           Activation::none, type, kUnused, Nonlinear::accurate);
    const std::int64_t off = std::abs(value - exact);
    difference.count += off != 0;
    difference.largest = std::max(difference.largest, off);
  }
  return difference;
}

TEST(OutputPipelineModel, RequantisationDiffersFromExactInAtMostSixOfTenThousand) {
  constexpr int kCount = 100'000;
  for (OutputType type : {OutputType::int8, OutputType::int16})
    for (const Layer& layer : layersOf(1.0)) {
      const Difference difference = requantisationDifference(layer, type, kCount);
      EXPECT_LE(difference.largest, 1) << layer.name;
      EXPECT_LE(difference.count, kCount * 6 / 10'000) << layer.name << ' ' << bitsOf(type);
    }
}

std::int32_t plain(std::int32_t sum, Activation activation, OutputType type) {
  return outputValue(sum - 5, 5, num::scaleFromReal(0.5), activation, type, kUnused,
                     Nonlinear::accurate);
}

TEST(OutputPipelineModel, RoundsHalvesUpAndSaturates) {
  EXPECT_EQ(plain(5, Activation::none, OutputType::int8), 3);
  EXPECT_EQ(plain(-5, Activation::none, OutputType::int8), -2);
  EXPECT_EQ(plain(1000, Activation::none, OutputType::int8), 127);
  EXPECT_EQ(plain(-1000, Activation::none, OutputType::int8), -128);
  EXPECT_EQ(plain(100'000, Activation::none, OutputType::int16), 32767);
  EXPECT_EQ(plain(-100'000, Activation::none, OutputType::int16), -32768);
}

TEST(OutputPipelineModel, ReluCutsNegatives) {
  EXPECT_EQ(plain(-5, Activation::relu, OutputType::int8), 0);
  EXPECT_EQ(plain(100, Activation::relu, OutputType::int16), 50);
  EXPECT_EQ(plain(-7, Activation::relu, OutputType::int32), 0);
}

TEST(OutputPipelineModel, Int32PassesTheSumUnscaled) {
  EXPECT_EQ(plain(INT32_MAX - 5, Activation::none, OutputType::int32), INT32_MAX - 5);
  EXPECT_EQ(plain(-123'456, Activation::none, OutputType::int32), -123'456);
  EXPECT_EQ(plain(77, Activation::relu, OutputType::int32), 77);
}

TEST(OutputPipelineModel, RefusesASumBeyondInt32) {
  EXPECT_THROW(outputValue(INT32_MAX, 1, kUnused, Activation::none, OutputType::int8, kUnused,
                           Nonlinear::accurate),
               InternalError);
}

} // namespace
} // namespace weft
