// residual_checkpoint.hpp: Imports a residual network in Hugging Face's names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/checkpoint_tensors.hpp"
#include "sw/model/residual_network.hpp"

namespace weft {

/// The graph of `network` with the F32 weights and biases of a checkpoint, whose batch
/// normalisations are multiplied into the convolutions before them: weight g and beta - mean g,
/// g = gamma / sqrt(variance + 1e-5). Throws DesignError for tensors that do not fit, and for those
/// that have no place.
Graph importResidualNetwork(const ResidualNetwork& network, CheckpointTensors checkpoint);

} // namespace weft
