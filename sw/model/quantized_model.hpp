// quantized_model.hpp: A quantised model as a directory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/model_config.hpp"
#include "sw/tensor/safetensors.hpp"

#include <filesystem>
#include <optional>

namespace weft {

/// What a quantised model directory holds:
/// - config.json: that of the checkpoint plus "quantization_config": {"quant_method": "weft",
///   "version": 3, "bits": 8, "settings": SHA-256 of ModelConfig::settings, "tensors" and
///   "original": SHA-256 of the two files}: the integers mean nothing with other settings;
/// - model.safetensors, names after the graph's tensors and operators:
///   weights I8 [K x N] and constants I16 by their tensor's name, TENSOR.scale F64 [1 or columns],
///   OPERATOR.bias I32 [N], OPERATOR.gamma_beta I16 [2 x D], OPERATOR.gamma_shift I32 [1],
///   OPERATOR.scale16 F64 [1];
/// - float.safetensors: the checkpoint, for comparison only.
struct QuantizedModel {
  ModelConfig config;
  Graph graph; // integer, checked, ready to run
};

/// The files of a directory that holds one.
std::vector<std::filesystem::path> filesOfQuantizedModel(const std::filesystem::path& directory);

/// Writes the directory atomically. `source` is the float model directory, of which config.json and
/// model.safetensors are copied. Throws DesignError, also when `directory` holds foreign files.
void writeQuantizedModel(const std::filesystem::path& directory, const Graph& graph,
                         const std::filesystem::path& source);

/// Reads the first `layers` layers of a quantised model (all when absent). Throws DesignError for
/// float models, missing or misshapen tensors, scales that are not positive, and whatever was
/// changed after quantisation.
QuantizedModel readQuantizedModel(const std::filesystem::path& directory,
                                  std::optional<std::size_t> layers = {});

/// Throws DesignError for a folder whose config.json says that it is quantised, by whatever tool.
void requireFloatModel(const std::filesystem::path& directory);

/// The configuration alone, checked in the same way.
ModelConfig readQuantizedConfig(const std::filesystem::path& directory);

/// The float graph of the same layers from float.safetensors. Throws DesignError.
Graph readFloatOriginal(const std::filesystem::path& directory, const ModelConfig& config,
                        std::optional<std::size_t> layers = {});

} // namespace weft
