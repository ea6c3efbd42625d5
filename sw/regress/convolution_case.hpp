// convolution_case.hpp: The text of a convolution of given sizes, with kernel and edges drawn
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/random.hpp"

#include <cstdint>
#include <string>

namespace weft::regress {

struct ConvolutionSizes {
  std::int64_t H, W, C, K;
};

/// A legal "conv:..." workload: kernels of 1 to 7 that fit the image, strides 1 and 2, zeros around
/// it as usual or of any number, maxima and means, ReLU, residual.
std::string convolutionText(num::Random& random, const ConvolutionSizes& sizes);

} // namespace weft::regress
