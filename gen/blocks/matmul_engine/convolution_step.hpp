// convolution_step.hpp: A step of the row-stationary array, on its way from read to sums.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/engine_widths.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// What becomes of the sums of a step: one row per output line, a line's pitch apart.
struct StepRows {
  hdl::Bit last; ///< of the command
  hdl::Bit failed, overwrite;
  hdl::UInt linesLast; ///< output lines - 1
  hdl::UInt row;       ///< of the accumulator, that of line 0
  static constexpr std::tuple kFields{
      hdl::Field{"last", &StepRows::last}, hdl::Field{"failed", &StepRows::failed},
      hdl::Field{"overwrite", &StepRows::overwrite}, hdl::Field{"lines_last", &StepRows::linesLast},
      hdl::Field{"row", &StepRows::row}};

  /// Zeros as wide as the fields.
  static StepRows shape(const hdl::Dim& lineBits) {
    return {hdl::zeros(1), hdl::zeros(1), hdl::zeros(1), hdl::zeros(lineBits),
            hdl::zeros(kMatmulWalkBits)};
  }
};

/// A step whose activations are read.
struct ConvolutionStep {
  hdl::Bit passFirst; ///< the first one of its weights
  hdl::UInt column;   ///< where the first image column of its window is held
  hdl::UInt rows;     ///< StepRows
  static constexpr std::tuple kFields{hdl::Field{"pass_first", &ConvolutionStep::passFirst},
                                      hdl::Field{"column", &ConvolutionStep::column},
                                      hdl::Field{"rows", &ConvolutionStep::rows}};

  static ConvolutionStep shape(const hdl::Dim& lineBits, const hdl::Dim& heldBits) {
    return {hdl::zeros(1), hdl::zeros(heldBits),
            hdl::zeros(hdl::widthOf(StepRows::shape(lineBits)))};
  }
};

} // namespace weft
