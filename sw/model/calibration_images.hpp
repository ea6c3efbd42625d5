// calibration_images.hpp: Which images calibrate, and what is odd about them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/model_config.hpp"
#include "sw/model/quantization_warnings.hpp"
#include "sw/tensor/tensor.hpp"

#include <cstddef>
#include <vector>

namespace weft {

/// Images by index without those that reach far beyond the others. Adds a warning for each of
/// these, for pixels in another range than the configuration's, and for images that are all alike.
std::vector<std::size_t> imagesToCalibrateOn(const Tensor& images, const ModelConfig& config,
                                             std::vector<QuantizationWarning>& warnings);

} // namespace weft
