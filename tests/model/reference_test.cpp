// reference_test.cpp: The floating-point reference equals PyTorch on the shipped model.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/reference.hpp"

#include "sw/model/checkpoint.hpp"
#include "sw/model/images.hpp"
#include "sw/tensor/npy.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

const std::filesystem::path kDigits = std::filesystem::path(WEFT_SOURCE_DIR) / "sw/model/digits";

template <class Real> class ReferenceTest : public testing::Test {};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(ReferenceTest, Reals);

template <class Real>
std::vector<double> logitsOf(const Graph& graph, const ModelConfig& config, const Tensor& images,
                             std::size_t index) {
  const std::vector<float> patches = patchesOf(images, index, config);
  auto values = runReference<Real>(graph, {Values<Real>(patches.begin(), patches.end())});
  const Values<Real>& logits = values[graph.outputs[0]];
  return pooled(std::vector<double>(logits.begin(), logits.end()), config.labels);
}

TYPED_TEST(ReferenceTest, equalsPyTorchLogits) {
  const ModelConfig config = readModelConfig(kDigits);
  const Graph graph = readCheckpoint(config, kDigits);
  const Tensor images = readImages(kDigits / "heldout.npy", config);
  const Tensor expected = readNpy(kDigits / "reference_logits.npy");
  ASSERT_EQ(expected.shape(), (Shape{32, config.labels}));
  for (std::size_t i = 0; i < expected.shape()[0]; ++i) {
    const std::vector<double> logits = logitsOf<TypeParam>(graph, config, images, i);
    for (std::size_t label = 0; label < config.labels; ++label)
      EXPECT_NEAR(logits[label], expected.values<float>()[i * config.labels + label], 1e-4);
  }
}

TEST(Reference, classifiesHeldOutDigits) {
  const ModelConfig config = readModelConfig(kDigits);
  const Graph graph = readCheckpoint(config, kDigits);
  const Tensor images = readImages(kDigits / "heldout.npy", config);
  const std::vector<std::size_t> labels = readLabels(kDigits / "heldout_labels.npy", 360, 10);
  std::size_t right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i)
    right += argmax(logitsOf<float>(graph, config, images, i)) == labels[i];
  EXPECT_GE(right, labels.size() * 97 / 100);
}

} // namespace
} // namespace weft
