// residual_config.hpp: What config.json says of a residual network.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/json_file.hpp"
#include "sw/model/residual_network.hpp"

namespace weft {

/// Reads Hugging Face's keys of model_type "resnet", and `image_size`, "embedding_kernel",
/// "embedding_stride" and "embedding_pool" where the embedding is not theirs (7, 2, "max3"). Notes
/// in `file` what is missing, of the wrong type, out of range or not supported.
ResidualNetwork readResidualNetwork(JsonFile& file);

} // namespace weft
