// convolution_plan.hpp: How a convolution is cut where the array takes images as they lie.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/matmul_plan.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace weft {

/// What one CONVOLVE has of the kernel: neighbouring rows and columns, and of every word of a pixel
/// as many channels as the array then has rows for.
struct KernelPart {
  std::int64_t firstRow = 0, rows = 1;
  std::int64_t firstTap = 0, taps = 1;
  std::int64_t firstChannel = 0, channels = 1; ///< of a word

  /// Tiles in front of `slab` that have such channels; only the last one may be short.
  std::int64_t tilesOf(const Block& slab) const;
};

/// The `product` as that of its channels, which are cut into slabs. What a block of results sees of
/// a slab is loaded once, whatever the kernel.
struct ConvolutionPlan {
  MatmulPlan product;
  Window window;
  std::vector<KernelPart> parts; ///< in the order of their commands

  /// Lines and columns that a block sees, as places in the image with its padding.
  ResultBlock seenBy(const ResultBlock& block) const;
  /// Words of the weights of a slab, by a block of columns, that a part has.
  std::int64_t weightWords(const KernelPart& part, const Block& slab, const Block& columns) const;
};

/// Rows of the kernel in parts with which the fewest passes go through an array of `arrayRows`
/// rows.
std::vector<Extent> cutKernelRows(std::int64_t kernelRows, std::int64_t channels,
                                  std::int64_t arrayRows);

/// nullopt when it is none that CONVOLVE runs, when not even the smallest blocks fit, or when lines
/// leave too many columns of the array idle: then it is a product of what each result sees.
std::optional<ConvolutionPlan> planConvolution(const Schedule& schedule, const MatmulOp& op);

} // namespace weft
