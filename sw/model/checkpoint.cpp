// checkpoint.cpp: Finds each operator's tensors in a checkpoint and checks them.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/checkpoint.hpp"

#include "gen/num/error.hpp"
#include "sw/tensor/mapped_file.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

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
      : config_(config), layers_(layers), checkpoint_(checkpoint), source_(source) {}

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
      refuseUnused();
    return std::move(graph_);
  }

private:
  /// The named tensor's elements; its shape must be `shape`.
  std::vector<float> elements(const std::string& name, const Shape& shape) {
    const auto found = checkpoint_.find(name);
    if (found == checkpoint_.end())
      throw fileError(source_, "tensor '" + name + "'", "to be there", "nothing");
    const Tensor& tensor = found->second;
    if (tensor.dtype() != DType::f32 && tensor.dtype() != DType::f64)
      throw fileError(source_, "tensor '" + name + "'", "F32 or F64",
                      std::string(dtypeName(tensor.dtype())));
    if (tensor.shape() != shape)
      throw fileError(source_, "tensor '" + name + "'", "shape " + shapeText(shape),
                      shapeText(tensor.shape()));
    std::vector<float> values = tensor.convertedTo<float>();
    if (!std::ranges::all_of(values, [](float x) { return std::isfinite(x); }))
      throw fileError(source_, "tensor '" + name + "'", "finite numbers", "NaN or infinity");
    used_.insert(name);
    return values;
  }

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
      const auto rows = elements(part + ".weight", weightShape(step, matmul, channels));
      const auto bias = elements(part + ".bias", {channels});
      std::ranges::copy(bias, matmul.realBias.begin() + static_cast<std::ptrdiff_t>(column));
      for (std::size_t n = 0; n < channels; ++n, ++column)
        for (std::size_t k = 0; k < matmul.K; ++k)
          weight[k * matmul.N + column] = rows[n * matmul.K + k];
    }
    graph_.tensors[matmul.weight].data = Tensor::of({matmul.K, matmul.N}, weight);
  }

  void importNorm(const std::string& name, PostOp& post) {
    const std::string part = checkpointNames(name, config_.norm).front();
    std::ranges::copy(elements(part + ".weight", {post.D}), post.gamma.begin());
    std::ranges::copy(elements(part + ".bias", {post.D}), post.beta.begin());
  }

  void importPositions() {
    for (GraphTensor& tensor : graph_.tensors)
      if (tensor.name == "position_embedding") {
        const auto values =
            elements("vit.embeddings.position_embeddings", {1, tensor.rows, tensor.columns});
        tensor.data = Tensor::of({tensor.rows, tensor.columns}, values);
      }
  }

  void refuseUnused() const {
    for (const auto& [name, tensor] : checkpoint_)
      if (!used_.contains(name))
        throw fileError(source_, "tensor '" + name + "'", "no such tensor in this kind of model",
                        "shape " + shapeText(tensor.shape()));
  }

  const ModelConfig& config_;
  std::size_t layers_;
  const NamedTensors& checkpoint_;
  const std::filesystem::path& source_;
  Graph graph_;
  std::set<std::string> used_;
};

} // namespace

Graph importCheckpoint(const ModelConfig& config, std::size_t layers,
                       const NamedTensors& checkpoint, const std::filesystem::path& source) {
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
