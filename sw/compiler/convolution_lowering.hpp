// convolution_lowering.hpp: A convolution as load, convolve and store commands
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/channel_records.hpp"
#include "sw/compiler/convolution_plan.hpp"
#include "sw/compiler/matmul_results.hpp"

namespace weft {

/// Issues a convolution whose image and filters come to the array as they are.
class ConvolutionLowering {
public:
  /// All of these must outlive this.
  ConvolutionLowering(Schedule& schedule, const MatmulOp& op, const ConvolutionPlan& plan);

  void run(const Stored& stored);

private:
  /// A slab of what a block sees, on chip.
  struct Image {
    std::int64_t begin;             ///< first word
    std::int64_t pixels, lineWords; ///< of one tile of channels
  };

  void runBlock(std::size_t block, std::size_t columns);
  Image loadImage(std::size_t block, std::size_t slab);
  std::int64_t loadFilters(std::size_t slab, std::size_t columns, std::size_t part);
  void convolve(const Image& image, std::int64_t filters, const KernelPart& part,
                const ResultBlock& block, const Block& slab, const Block& columns,
                std::int64_t accumulator, bool accumulate);
  std::int64_t rowsStored(std::size_t block) const;

  Schedule& schedule_;
  const MatmulOp& op_;
  const ConvolutionPlan& plan_;
  Window pixel_; ///< every pixel of the image, and its padding, as a result
  OperandRing images_, filters_;
  std::vector<std::uint32_t> offsets_; ///< of filters, by slab, block of columns and part
  ChannelRecords records_;
  MatmulResults results_;
};

} // namespace weft
