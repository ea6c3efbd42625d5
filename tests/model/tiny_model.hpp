// tiny_model.hpp: A small random Vision Transformer as a model directory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/random.hpp"
#include "sw/tensor/safetensors.hpp"
#include "tests/temporary_folder.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace weft::test {

/// 4x4 images, 4 tokens, width 8, 2 heads, 2 layers, 3 classes.
inline nlohmann::json tinyConfig(const std::string& norm) {
  return {{"model_type", "vit"},      {"image_size", 4},         {"patch_size", 2},
          {"num_channels", 1},        {"hidden_size", 8},        {"num_hidden_layers", 2},
          {"num_attention_heads", 2}, {"intermediate_size", 12}, {"hidden_act", "gelu"},
          {"layer_norm_eps", 1e-6},   {"num_labels", 3},         {"norm", norm},
          {"pooling", "mean"}};
}

/// Writes random tensors of a tiny model; weights keep activations near a deviation of 1.
class TinyCheckpoint {
public:
  explicit TinyCheckpoint(const std::string& norm) : post_(norm == "post") {
    linear("vit.embeddings.patch_embeddings.projection", 8, 4);
    reshape("vit.embeddings.patch_embeddings.projection.weight", {8, 1, 2, 2});
    tensors_["vit.embeddings.position_embeddings"] = normal({1, 4, 8}, 0.5, 0);
    layerNorm(post_ ? "vit.embeddings.LayerNorm" : "vit.layernorm");
    for (const char* layer : {"vit.encoder.layer.0.", "vit.encoder.layer.1."})
      addLayer(std::string(layer));
    linear("classifier", 3, 8);
  }

  const NamedTensors& tensors() const { return tensors_; }

private:
  void addLayer(const std::string& name) {
    for (const char* part : {"query", "key", "value"})
      linear(name + "attention.attention." + part, 8, 8);
    linear(name + "attention.output.dense", 8, 8);
    linear(name + "intermediate.dense", 12, 8);
    linear(name + "output.dense", 8, 12);
    layerNorm(name + (post_ ? "attention.output.LayerNorm" : "layernorm_before"));
    layerNorm(name + (post_ ? "output.LayerNorm" : "layernorm_after"));
  }

  void linear(const std::string& name, std::size_t channels, std::size_t products) {
    const double deviation = 1 / std::sqrt(static_cast<double>(products));
    tensors_[name + ".weight"] = normal({channels, products}, deviation, 0);
    tensors_[name + ".bias"] = normal({channels}, 0.1, 0);
  }

  void reshape(const std::string& name, Shape shape) {
    tensors_[name] = Tensor::of(std::move(shape), tensors_[name].convertedTo<float>());
  }

  void layerNorm(const std::string& name) {
    tensors_[name + ".weight"] = normal({8}, 0.1, 1);
    tensors_[name + ".bias"] = normal({8}, 0.1, 0);
  }

  Tensor normal(Shape shape, double deviation, double mean) {
    Tensor tensor(DType::f32, std::move(shape));
    for (float& value : tensor.mutableValues<float>())
      value = static_cast<float>(mean + deviation * random_.normal() / 65536.0);
    return tensor;
  }

  bool post_;
  num::Random random_{11};
  NamedTensors tensors_;
};

/// Writes config.json and model.safetensors into `folder`.
inline void writeTinyModel(const std::filesystem::path& folder, const std::string& norm) {
  writeBytes(folder / "config.json", tinyConfig(norm).dump());
  writeSafetensors(folder / "model.safetensors", TinyCheckpoint(norm).tensors());
}

} // namespace weft::test
