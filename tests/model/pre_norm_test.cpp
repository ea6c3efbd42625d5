// pre_norm_test.cpp: A pre-norm model, imported, computed by plain loops, and quantised.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/checkpoint.hpp"
#include "sw/model/quantize.hpp"
#include "sw/model/quantized_model.hpp"
#include "sw/model/reference.hpp"
#include "sw/tensor/npy.hpp"
#include "tests/model/tiny_model.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace weft {
namespace {

using Row = std::vector<double>;
using Matrix = std::vector<Row>;

/// The tiny pre-norm model once more, from its definition and straight from the checkpoint.
class PlainPreNorm {
public:
  explicit PlainPreNorm(const NamedTensors& tensors) : tensors_(tensors) {}

  Matrix logits(const Matrix& patches) const {
    Matrix x = linear("vit.embeddings.patch_embeddings.projection", patches);
    const auto position = values("vit.embeddings.position_embeddings");
    for (std::size_t t = 0; t < 4; ++t)
      for (std::size_t c = 0; c < 8; ++c)
        x[t][c] += position[t * 8 + c];
    for (const std::string name : {"vit.encoder.layer.0.", "vit.encoder.layer.1."}) {
      x = sum(x, attention(name + "attention.", layerNorm(name + "layernorm_before", x)));
      Matrix inner = linear(name + "intermediate.dense", layerNorm(name + "layernorm_after", x));
      for (Row& row : inner)
        for (double& v : row)
          v *= 0.5 * std::erfc(-v / std::sqrt(2.0));
      x = sum(x, linear(name + "output.dense", inner));
    }
    return linear("classifier", layerNorm("vit.layernorm", x));
  }

private:
  std::vector<double> values(const std::string& name) const {
    return tensors_.at(name).convertedTo<double>();
  }

  Matrix linear(const std::string& name, const Matrix& x) const {
    const auto weight = values(name + ".weight");
    const auto bias = values(name + ".bias");
    Matrix y(x.size(), bias);
    for (std::size_t t = 0; t < x.size(); ++t)
      for (std::size_t n = 0; n < bias.size(); ++n)
        for (std::size_t k = 0; k < x[t].size(); ++k)
          y[t][n] += weight[n * x[t].size() + k] * x[t][k];
    return y;
  }

  Matrix layerNorm(const std::string& name, Matrix x) const {
    const auto gamma = values(name + ".weight");
    const auto beta = values(name + ".bias");
    for (Row& row : x) {
      double mean = 0, variance = 0;
      for (const double v : row)
        mean += v / 8;
      for (const double v : row)
        variance += (v - mean) * (v - mean) / 8;
      for (std::size_t c = 0; c < 8; ++c)
        row[c] = (row[c] - mean) / std::sqrt(variance + 1e-6) * gamma[c] + beta[c];
    }
    return x;
  }

  Matrix attention(const std::string& name, const Matrix& x) const {
    const Matrix q = linear(name + "attention.query", x);
    const Matrix k = linear(name + "attention.key", x);
    const Matrix v = linear(name + "attention.value", x);
    Matrix context(4, Row(8, 0.0));
    for (std::size_t h = 0; h < 8; h += 4)
      for (std::size_t i = 0; i < 4; ++i) {
        Row p(4, 0.0);
        double total = 0;
        for (std::size_t j = 0; j < 4; ++j) {
          for (std::size_t d = h; d < h + 4; ++d)
            p[j] += q[i][d] * k[j][d] / 2; // sqrt(4)
          total += p[j] = std::exp(p[j]);
        }
        for (std::size_t j = 0; j < 4; ++j)
          for (std::size_t d = h; d < h + 4; ++d)
            context[i][d] += p[j] / total * v[j][d];
      }
    return linear(name + "output.dense", context);
  }

  static Matrix sum(Matrix a, const Matrix& b) {
    for (std::size_t t = 0; t < a.size(); ++t)
      for (std::size_t c = 0; c < a[t].size(); ++c)
        a[t][c] += b[t][c];
    return a;
  }

  const NamedTensors& tensors_;
};

TEST(PreNorm, referenceEqualsThePlainModel) {
  const test::TemporaryFolder folder;
  test::writeTinyModel(folder.path(), "pre");
  const Graph graph = readCheckpoint(readModelConfig(folder.path()), folder.path());
  num::Random random(1);
  Matrix patches(4, Row(4));
  Values<double> input;
  for (Row& row : patches)
    for (double& v : row)
      input.push_back(v = random.normal() / 65536.0);
  const auto got = runReference<double>(graph, {input})[graph.outputs[0]];
  const test::TinyCheckpoint checkpoint("pre");
  const Matrix expected = PlainPreNorm(checkpoint.tensors()).logits(patches);
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], expected[i / 3][i % 3], 1e-9);
}

TEST(PreNorm, quantisedModelFollowsFloat) {
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder / "float");
  test::writeTinyModel(folder / "float", "pre");
  num::Random random(2);
  Tensor images(DType::f32, {64, 4, 4});
  for (float& value : images.mutableValues<float>())
    value = static_cast<float>(random.normal()) / 65536;
  writeNpy(folder / "images.npy", images);
  const auto report = quantizeModel(folder / "float", folder / "images.npy", folder / "int8");
  for (const QuantizationError& error : report.errors)
    EXPECT_GE(error.accuracy.cosine, 0.995) << error.tensorName;
  EXPECT_EQ(report.errors.size(), readQuantizedModel(folder / "int8").graph.operators.size());
}

} // namespace
} // namespace weft
