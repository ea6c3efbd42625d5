// checkpoint.cpp: Finds each operator's tensors in a checkpoint and checks them.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/checkpoint.hpp"

#include "gen/num/error.hpp"
#include "sw/model/residual_checkpoint.hpp"

#include <algorithm>
#include <map>

namespace weft {

namespace {

/// "layer3.qkv" -> ("vit.encoder.layer.3.", "qkv"); other names -> ("", name).
std::pair<std::string, std::string> splitLayer(const std::string& name) {
  constexpr std::string_view kLayer = "layer";
  const std::size_t dot = name.find('.');
  if (!name.starts_with(kLayer) || dot == std::string::npos)
    return {"", name};
  return {"vit.encoder.layer." + name.substr(kLayer.size(), dot - kLayer.size()) + ".",
          name.substr(dot + 1)};
}

/// Names in the checkpoint, without ".weight" and ".bias", that make up an operator; side by side
/// when there are several.
std::vector<std::string> checkpointNames(const std::string& operatorName, NormOrder norm) {
  const bool post = norm == NormOrder::post;
  const std::map<std::string, std::vector<std::string>> names{
      {"patch_embedding", {"vit.embeddings.patch_embeddings.projection"}},
      {"embedding_norm", {"vit.embeddings.LayerNorm"}},
      {"final_norm", {"vit.layernorm"}},
      {"classifier", {"classifier"}},
      {"qkv",
       {"attention.attention.query", "attention.attention.key", "attention.attention.value"}},
      {"projection", {"attention.output.dense"}},
      {"feed_forward1", {"intermediate.dense"}},
      {"feed_forward2", {"output.dense"}},
      {"norm1", {post ? "attention.output.LayerNorm" : "layernorm_before"}},
      {"norm2", {post ? "output.LayerNorm" : "layernorm_after"}}};
  const auto [prefix, part] = splitLayer(operatorName);
  std::vector<std::string> found = names.at(part);
  for (std::string& name : found)
    name.insert(0, prefix);
  return found;
}

class Importer {
public:
  Importer(const ModelConfig& config, std::size_t layers, const NamedTensors& checkpoint,
           const std::filesystem::path& source)
      : config_(config), layers_(layers), checkpoint_(checkpoint, source) {}

  Graph run() {
    graph_ = buildVisionTransformer(config_, layers_);
    for (Operator& step : graph_.operators) {
      if (auto* matmul = std::get_if<MatmulOp>(&step.op))
        importMatmul(step, *matmul);
      else if (auto* post = std::get_if<PostOp>(&step.op); post && post->arithmetic.normalise)
        importNorm(step.name, *post);
    }
    importPositions();
    if (layers_ >= config_.layers)
      checkpoint_.refuseUnused();
    return std::move(graph_);
  }

private:
  /// The embedding is a convolution in the checkpoint.
  Shape weightShape(const Operator& step, const MatmulOp& matmul, std::size_t channels) const {
    if (step.kind == OperatorKind::embed)
      return {channels, config_.channels, config_.patchSize, config_.patchSize};
    return {channels, matmul.K};
  }

  /// Frameworks store [channels x products]; the graph multiplies by [products x channels].
  void importMatmul(const Operator& step, MatmulOp& matmul) {
    std::vector<float> weight(matmul.K * matmul.N);
    const std::vector<std::string> parts = checkpointNames(step.name, config_.norm);
    const std::size_t channels = matmul.N / parts.size();
    std::size_t column = 0;
    for (const std::string& part : parts) {
      const auto rows = checkpoint_.elements(part + ".weight", weightShape(step, matmul, channels));
      const auto bias = checkpoint_.elements(part + ".bias", {channels});
      std::ranges::copy(bias, matmul.realBias.begin() + static_cast<std::ptrdiff_t>(column));
      for (std::size_t n = 0; n < channels; ++n, ++column)
        for (std::size_t k = 0; k < matmul.K; ++k)
          weight[k * matmul.N + column] = rows[n * matmul.K + k];
    }
    graph_.tensors[matmul.weight].data = Tensor::of({matmul.K, matmul.N}, weight);
  }

  void importNorm(const std::string& name, PostOp& post) {
    const std::string part = checkpointNames(name, config_.norm).front();
    std::ranges::copy(checkpoint_.elements(part + ".weight", {post.D}), post.gamma.begin());
    std::ranges::copy(checkpoint_.elements(part + ".bias", {post.D}), post.beta.begin());
  }

  void importPositions() {
    for (GraphTensor& tensor : graph_.tensors)
      if (tensor.name == "position_embedding") {
        const auto values = checkpoint_.elements("vit.embeddings.position_embeddings",
                                                 {1, tensor.rows, tensor.columns});
        tensor.data = Tensor::of({tensor.rows, tensor.columns}, values);
      }
  }

  const ModelConfig& config_;
  std::size_t layers_;
  CheckpointTensors checkpoint_;
  Graph graph_;
};

} // namespace

Graph importCheckpoint(const ModelConfig& config, std::size_t layers,
                       const NamedTensors& checkpoint, const std::filesystem::path& source) {
  if (config.residual)
    return importResidualNetwork(*config.residual, CheckpointTensors(checkpoint, source));
  return Importer(config, layers, checkpoint, source).run();
}

namespace {

void refuseOtherFormats(const std::filesystem::path& directory, const std::filesystem::path& file) {
  if (exists(file))
    return;
  for (const char* other : {"model.safetensors.index.json", "pytorch_model.bin"})
    if (exists(directory / other))
      throw DesignError(
          (directory / other).string() +
          ": sharded and pickled checkpoints are not read; save the model as one file, " +
          file.filename().string());
}

} // namespace

Graph readCheckpoint(const ModelConfig& config, const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / "model.safetensors";
  refuseOtherFormats(directory, file);
  return importCheckpoint(config, config.layers, readSafetensors(file), file);
}

} // namespace weft
