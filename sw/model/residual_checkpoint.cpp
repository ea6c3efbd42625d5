// residual_checkpoint.cpp: Imports a residual network in Hugging Face's names.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/residual_checkpoint.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace weft {
namespace {

constexpr double kEpsilon = 1e-5; // of batch normalisation

/// Operator -> name in the checkpoint, without ".convolution.weight" and the like.
std::map<std::string, std::string> checkpointNames(const ResidualNetwork& network) {
  std::map<std::string, std::string> names = {{"embedder", "resnet.embedder.embedder"}};
  const std::size_t convolutions = network.bottleneck ? 3 : 2;
  std::size_t number = 0;
  for (const ResidualLayer& layer : layersOf(network)) {
    const std::string name = "layer" + std::to_string(number++) + ".";
    const std::string prefix = "resnet.encoder.stages." + std::to_string(layer.stage) + ".layers." +
                               std::to_string(layer.layer) + ".";
    names[name + "shortcut"] = prefix + "shortcut";
    for (std::size_t i = 0; i < convolutions; ++i)
      names[name + "conv" + std::to_string(i + 1)] = prefix + "layer." + std::to_string(i);
  }
  return names;
}

/// A convolution as the checkpoint has it: [N x channels x rows x columns].
struct Kernel {
  std::size_t channels, rows, columns;
};

Kernel kernelOf(const MatmulOp& op) {
  if (!op.window)
    return {op.K, 1, 1};
  const Window& window = *op.window;
  if (!window.folded)
    return {window.channels, window.rows, window.columns};
  return {window.channels / (kFoldSide * kFoldSide), window.folded->rows, window.folded->columns};
}

std::size_t rowOf(const MatmulOp& op, std::size_t r, std::size_t s, std::size_t channel) {
  return op.window ? op.window->rowOf(r, s, channel) : channel;
}

class Importer {
public:
  Importer(const ResidualNetwork& network, CheckpointTensors checkpoint)
      : names_(checkpointNames(network)), graph_(buildResidualNetwork(network)),
        checkpoint_(std::move(checkpoint)) {}

  Graph run() {
    checkpoint_.ignore("num_batches_tracked");
    for (Operator& step : graph_.operators)
      if (auto* product = std::get_if<MatmulOp>(&step.op);
          product && graph_.tensors[product->weight].kind == TensorKind::weight)
        import(step.name, *product);
    checkpoint_.refuseUnused();
    return std::move(graph_);
  }

private:
  void import(const std::string& name, MatmulOp& op) {
    if (const auto found = names_.find(name); found != names_.end())
      importConvolution(found->second, op);
    else
      importClassifier(op);
  }

  void importConvolution(const std::string& name, MatmulOp& op) {
    const auto [channels, rows, columns] = kernelOf(op);
    const auto kernel =
        checkpoint_.elements(name + ".convolution.weight", {op.N, channels, rows, columns});
    const std::vector<double> factors = importNormalisation(name + ".normalization.", op);
    std::vector<float> weight(op.K * op.N, 0.0F);
    for (std::size_t i = 0; i < kernel.size(); ++i) {
      const std::size_t s = i % columns, r = i / columns % rows;
      const std::size_t channel = i / (columns * rows) % channels, n = i / (kernel.size() / op.N);
      weight[rowOf(op, r, s, channel) * op.N + n] = static_cast<float>(kernel[i] * factors[n]);
    }
    graph_.tensors[op.weight].data = Tensor::of({op.K, op.N}, weight);
  }

  /// Sets the biases; returns what the weights of each channel are multiplied by.
  std::vector<double> importNormalisation(const std::string& name, MatmulOp& op) {
    const auto gamma = checkpoint_.elements(name + "weight", {op.N});
    const auto beta = checkpoint_.elements(name + "bias", {op.N});
    const auto mean = checkpoint_.elements(name + "running_mean", {op.N});
    const auto variance = checkpoint_.elements(name + "running_var", {op.N});
    std::vector<double> factors(op.N);
    for (std::size_t n = 0; n < op.N; ++n) {
      factors[n] = gamma[n] / std::sqrt(std::max(0.0F, variance[n]) + kEpsilon);
      op.realBias[n] = beta[n] - mean[n] * factors[n];
    }
    return factors;
  }

  void importClassifier(MatmulOp& op) {
    const std::string name = "classifier.1.";
    const auto rows = checkpoint_.elements(name + "weight", {op.N, op.K});
    const auto bias = checkpoint_.elements(name + "bias", {op.N});
    std::ranges::copy(bias, op.realBias.begin());
    std::vector<float> weight(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
      weight[i % op.K * op.N + i / op.K] = rows[i];
    graph_.tensors[op.weight].data = Tensor::of({op.K, op.N}, weight);
  }

  std::map<std::string, std::string> names_;
  Graph graph_;
  CheckpointTensors checkpoint_;
};

} // namespace

Graph importResidualNetwork(const ResidualNetwork& network, CheckpointTensors checkpoint) {
  return Importer(network, std::move(checkpoint)).run();
}

} // namespace weft
