// convolution_test.cpp: Convolutions, maxima and means against plain loops.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/error.hpp"
#include "gen/num/random.hpp"
#include "sw/model/golden.hpp"
#include "sw/model/graph_builder.hpp"
#include "sw/model/integer_gemm.hpp"
#include "sw/model/workload.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Places of a tensor [height x width x channels].
struct Shape3 {
  std::size_t height, width, channels;
  std::size_t at(std::size_t y, std::size_t x, std::size_t c) const {
    return (y * width + x) * channels + c;
  }
  std::size_t size() const { return height * width * channels; }
};

std::vector<std::int8_t> randomBytes(num::Random& random, std::size_t count) {
  std::vector<std::int8_t> bytes(count);
  for (std::int8_t& byte : bytes)
    byte = static_cast<std::int8_t>(random.uniform(-127, 127));
  return bytes;
}

/// The definition, with signed places.
std::int32_t convolved(const std::vector<std::int8_t>& image, const Shape3& shape,
                       const std::vector<std::int8_t>& weight, const Convolution& c, std::int64_t y,
                       std::int64_t x, std::size_t n) {
  std::int32_t sum = 0;
  for (std::size_t r = 0; r < c.rows; ++r)
    for (std::size_t s = 0; s < c.columns; ++s)
      for (std::size_t channel = 0; channel < shape.channels; ++channel) {
        const auto stride = static_cast<std::int64_t>(c.stride);
        const std::int64_t py =
            y * stride + static_cast<std::int64_t>(r) - static_cast<std::int64_t>(c.padding.top);
        const std::int64_t px =
            x * stride + static_cast<std::int64_t>(s) - static_cast<std::int64_t>(c.padding.left);
        if (py < 0 || px < 0 || py >= static_cast<std::int64_t>(shape.height) ||
            px >= static_cast<std::int64_t>(shape.width))
          continue;
        const std::size_t k = (r * c.columns + s) * shape.channels + channel;
        sum +=
            image[shape.at(static_cast<std::size_t>(py), static_cast<std::size_t>(px), channel)] *
            weight[k * c.channels + n];
      }
  return sum;
}

Window windowOf(const Shape3& shape, const Convolution& c) {
  const ImageSize size{shape.height, shape.width};
  return {.input = size,
          .channels = shape.channels,
          .rows = c.rows,
          .columns = c.columns,
          .stride = c.stride,
          .top = c.padding.top,
          .left = c.padding.left,
          .output = convolvedSize(size, c),
          .pooling = {},
          .folded = {}};
}

struct Case {
  Shape3 shape;
  Convolution convolution;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {{1, 1, 1}, {.channels = 1, .padding = {}}},
      {{5, 7, 3}, {.channels = 4, .rows = 3, .columns = 3, .padding = {1, 1, 1, 1}}},
      {{6, 4, 2}, {.channels = 3, .rows = 3, .columns = 2, .stride = 2, .padding = {1, 1, 0, 1}}},
      {{9, 8, 5}, {.channels = 2, .stride = 2, .padding = {}}},
      {{1, 30, 2}, {.channels = 3, .rows = 7, .columns = 7, .padding = {6, 6, 6, 6}}},
      {{40, 33, 3}, {.channels = 5, .rows = 2, .columns = 5, .stride = 2, .padding = {1, 0, 4, 4}}},
  };
  return all;
}

std::vector<std::int32_t> sumsOf(const Case& test, const std::vector<std::int8_t>& image,
                                 const std::vector<std::int8_t>& weight) {
  const ImageSize size = convolvedSize({test.shape.height, test.shape.width}, test.convolution);
  const std::size_t channels = test.convolution.channels;
  std::vector<std::int32_t> sums(size.pixels() * channels);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::size_t pixel = i / channels;
    sums[i] = convolved(image, test.shape, weight, test.convolution,
                        static_cast<std::int64_t>(pixel / size.width),
                        static_cast<std::int64_t>(pixel % size.width), i % channels);
  }
  return sums;
}

TEST(Convolution, equalsItsDefinition) {
  num::Random random(1);
  for (const Case& test : cases()) {
    const Window window = windowOf(test.shape, test.convolution);
    const auto image = randomBytes(random, test.shape.size());
    const auto weight = randomBytes(random, window.factors() * test.convolution.channels);
    std::vector<std::int32_t> sums(window.output.pixels() * test.convolution.channels, -1);
    convolveInt8(image, weight, window, sums);
    EXPECT_EQ(sums, sumsOf(test, image, weight)) << test.shape.height << "x" << test.shape.width;
  }
}

/// Of [height x width x channels], with 2 x 2 pixels in one.
std::vector<std::int8_t> foldedImage(const std::vector<std::int8_t>& image, const Shape3& shape) {
  const Shape3 folded{shape.height / 2, shape.width / 2, shape.channels * 4};
  std::vector<std::int8_t> result(image.size());
  for (std::size_t y = 0; y < shape.height; ++y)
    for (std::size_t x = 0; x < shape.width; ++x)
      for (std::size_t c = 0; c < shape.channels; ++c)
        result[folded.at(y / 2, x / 2, (c * 2 + y % 2) * 2 + x % 2)] = image[shape.at(y, x, c)];
  return result;
}

/// The rows of a kernel at their places in the folded one.
std::vector<std::int8_t> foldedKernel(const std::vector<std::int8_t>& weight, const Window& window,
                                      const Convolution& c) {
  const std::size_t channels = window.channels / 4;
  std::vector<std::int8_t> result(window.factors() * c.channels, 0);
  for (std::size_t r = 0; r < c.rows; ++r)
    for (std::size_t s = 0; s < c.columns; ++s)
      for (std::size_t channel = 0; channel < channels; ++channel) {
        const std::size_t k = window.rowOf(r, s, channel);
        EXPECT_TRUE(window.isReal(k));
        std::copy_n(weight.begin() + static_cast<std::ptrdiff_t>(
                                         ((r * c.columns + s) * channels + channel) * c.channels),
                    c.channels, result.begin() + static_cast<std::ptrdiff_t>(k * c.channels));
      }
  return result;
}

TEST(Convolution, isTheSameWithItsStrideInTheLayout) {
  num::Random random(2);
  for (std::size_t side = 3; side <= 7; ++side)
    for (std::size_t pad = 0; pad < side; ++pad) {
      const Case test{{8, 10, 3},
                      {.channels = 2,
                       .rows = side,
                       .columns = side,
                       .stride = 2,
                       .padding = {pad, pad, pad, pad}}};
      const Window plain = windowOf(test.shape, test.convolution), window = folded(plain);
      const auto image = randomBytes(random, test.shape.size());
      const auto weight = randomBytes(random, plain.factors() * test.convolution.channels);
      std::vector<std::int32_t> sums(plain.output.pixels() * test.convolution.channels);
      convolveInt8(foldedImage(image, test.shape), foldedKernel(weight, window, test.convolution),
                   window, sums);
      EXPECT_EQ(sums, sumsOf(test, image, weight)) << side << " " << pad;
      std::size_t real = 0;
      for (std::size_t k = 0; k < window.factors(); ++k)
        real += window.isReal(k) ? 1 : 0;
      EXPECT_EQ(real, plain.factors());
      EXPECT_EQ(window.products(), plain.factors());
    }
}

TEST(Convolution, countsThePixelsThatItSees) {
  for (const Case& test : cases()) {
    const Window window = windowOf(test.shape, test.convolution);
    std::vector<std::int8_t> pixels(test.shape.height * test.shape.width);
    Window single = window;
    single.channels = 1;
    std::size_t seen = 0;
    for (std::size_t pixel = 0; pixel < pixels.size(); ++pixel) {
      std::ranges::fill(pixels, std::int8_t{0});
      pixels[pixel] = 1;
      std::vector<std::int32_t> sums(window.output.pixels());
      convolveInt8(pixels, std::vector<std::int8_t>(single.factors(), 1), single, sums);
      seen += std::ranges::any_of(sums, [](std::int32_t sum) { return sum != 0; });
    }
    EXPECT_EQ(window.seenPixels(), seen);
  }
}

TEST(Pooling, takesTheLargestOfEachWindow) {
  num::Random random(3);
  for (const Pooling pooling : {Pooling::max2, Pooling::max3})
    for (const Shape3& shape : {Shape3{2, 2, 1}, {5, 6, 3}, {7, 7, 2}, {8, 3, 2}}) {
      const auto image = randomBytes(random, shape.size());
      const ImageSize size = pooledSize({shape.height, shape.width}, pooling);
      std::vector<std::int8_t> pooled(size.pixels() * shape.channels);
      poolMaxima<std::int8_t>(image, {shape.height, shape.width}, pooling, shape.channels, pooled);
      const int before = pooling == Pooling::max3 ? 1 : 0;
      for (std::size_t i = 0; i < pooled.size(); ++i) {
        const auto py = static_cast<int>(i / shape.channels / size.width);
        const auto px = static_cast<int>(i / shape.channels % size.width);
        int largest = -128;
        for (int y = 2 * py - before; y < 2 * py + 2; ++y)
          for (int x = 2 * px - before; x < 2 * px + 2; ++x)
            if (y >= 0 && x >= 0 && y < static_cast<int>(shape.height) &&
                x < static_cast<int>(shape.width))
              largest = std::max<int>(
                  largest, image[shape.at(static_cast<std::size_t>(y), static_cast<std::size_t>(x),
                                          i % shape.channels)]);
        EXPECT_EQ(pooled[i], largest);
      }
    }
}

TEST(Average, isTheScaledSumOfThePixels) {
  const Workload workload = makeWorkload("conv:H=5,W=3,C=4,K=6,R=3,S=3,pool=average", 4);
  const auto values = runGolden(workload.graph, workload.samples[0], num::Nonlinear::accurate);
  const auto& mean = std::get<MatmulOp>(workload.graph.operators[1].op);
  const auto pixels = values[mean.weight].convertedTo<std::int8_t>();
  const auto means = values[mean.output].values<std::int8_t>();
  for (std::size_t n = 0; n < mean.N; ++n) {
    std::int64_t sum = 0;
    for (std::size_t pixel = 0; pixel < 15; ++pixel)
      sum += pixels[pixel * mean.N + n];
    const int shift = mean.scale[n].shift();
    const std::int64_t half = std::int64_t{1} << (shift - 1);
    const std::int64_t rounded = (sum * mean.scale[n].multiplier() + half) >> shift;
    EXPECT_EQ(means[n], std::clamp<std::int64_t>(rounded, -128, 127));
  }
}

TEST(Residual, addsInt8AndTakesThePositivePart) {
  const Workload workload = makeWorkload("conv:H=6,W=5,C=4,K=6,residual=1,act=relu", 5);
  const auto values = runGolden(workload.graph, workload.samples[0], num::Nonlinear::accurate);
  const auto& sum = std::get<PostOp>(workload.graph.operators[1].op);
  const auto result = values[sum.out8.value()].values<std::int8_t>();
  EXPECT_EQ(std::ranges::min(result), 0);
  EXPECT_GT(std::ranges::max(result), 30);
}

TEST(ResNet, hasTheWorkOfThePaper) {
  const Graph graph = makeWorkloadShapes("resnet50", 1).graph;
  std::uint64_t macs = 0;
  for (const Operator& step : graph.operators)
    macs += step.macs();
  const std::uint64_t means = 7 * 7 * 2048;
  EXPECT_EQ(macs, 4'089'184'256 + means); // as torchvision's resnet50 counts them
  EXPECT_EQ(graph.tensors[graph.outputs[0]].columns, 1000U);
}

void expectRefused(const std::string& text, const std::string& first, const std::string& second) {
  try {
    makeWorkloadShapes(text, 1);
    ADD_FAILURE() << text;
  } catch (const DesignError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr(first), HasSubstr(second))) << text;
  }
}

TEST(Convolution, refusesWhatItCannotBe) {
  const std::string start = "conv:H=8,W=8,C=3,K=4";
  expectRefused(start + ",groups=3", "groups must be 1", "depthwise");
  expectRefused(start + ",R=8", "R must be 1 to 7, got '8'", "nearest: 7");
  expectRefused(start + ",stride=3", "stride must be 1 to 2", "nearest: 2");
  expectRefused(start + ",R=3,S=5,pad=3", "pad must be 0 to 2, got '3'", "nearest: 2");
  expectRefused(start + ",act=gelu", "act must be one of none, relu", "got 'gelu'");
  expectRefused(start + ",pool=mean", "pool must be one of none, max2, max3, average", "'mean'");
  expectRefused(start + ",residual=2", "residual must be 0 to 1", "nearest: 1");
  expectRefused("conv:H=8,W=2,C=3,K=4,S=5,pad=0", "S must be at most", "2, got 5; nearest: 2");
  expectRefused("conv:H=1,W=8,C=3,K=4,pool=max2", "2 x 2 results", "got 1 x 8");
  expectRefused("conv:H=8,W=8,C=4000,K=4,R=7,S=7", "C must be at most 2674", "nearest: 2674");
  expectRefused("conv:H=8,C=3,K=4", "W must be 1 to 1024", "is missing");
  expectRefused("resnet50:size=20", "size must be 32 to 1024", "nearest: 32");
}

} // namespace
} // namespace weft
