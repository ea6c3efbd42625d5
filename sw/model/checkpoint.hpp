// checkpoint.hpp: Imports a floating-point checkpoint in Hugging Face's names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/model_config.hpp"
#include "sw/tensor/safetensors.hpp"

namespace weft {

/// The graph of `config` with the F32 weights, biases, gamma and beta of a checkpoint: what
/// runReference computes in floating point, and what the quantiser starts from.
/// Only the first `layers` layers are imported; the others' tensors are ignored.
/// `source` names the file in messages. Throws DesignError for tensors that are missing, have
/// another shape or element type, hold NaN or infinity, or have no place in the graph.
Graph importCheckpoint(const ModelConfig& config, std::size_t layers,
                       const NamedTensors& checkpoint, const std::filesystem::path& source);

/// Reads `directory`/model.safetensors and imports all layers.
Graph readCheckpoint(const ModelConfig& config, const std::filesystem::path& directory);

} // namespace weft
