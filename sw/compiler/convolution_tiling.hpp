// convolution_tiling.hpp: How much of a convolution lies on chip at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/convolution_plan.hpp"

#include <optional>

namespace weft {

/// Of results, columns, channels and columns of the kernel at a time.
struct ConvolutionTiling {
  BlockSize block;         ///< results that are stored
  std::int64_t nTiles = 1; ///< array-wide column tiles of a block
  std::int64_t kTiles = 1; ///< array-high tiles of channels of a slab
  std::int64_t taps = 1;   ///< of a part of the kernel
  std::int64_t cycles = 0; ///< by a closed form
};

/// The parts of a kernel for `channels` channels with at most `taps` taps each.
std::vector<KernelPart> kernelParts(const Window& window, std::int64_t arrayRows,
                                    std::int64_t taps);

/// Of all tilings that fit, with the most taps that do, the one that a closed form finds fastest;
/// nullopt when none fits. `shape` has the K of the channels.
std::optional<ConvolutionTiling> chooseTiling(const MatmulShape& shape, const Window& window,
                                              const ArrayCapacity& capacity);

} // namespace weft
