// quantization_warnings.hpp: What in a model or its calibration data makes poor scales.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/calibration.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace weft {

struct QuantizationWarning {
  /// left out: an image that reaches far beyond the others does not calibrate
  /// pixels: the images are in another range than image_mean and image_std leave
  /// copies: all images are the same
  /// zero: nothing but zeros came, so the scale is a guess
  /// outlier: few samples reach several times what all others do, and set the scale
  /// range: the largest values are so large that more than half of the others round to zero
  /// cosine: the tensor that is furthest from float, when it is far
  enum class Reason { leftOut, pixels, copies, zero, outlier, range, cosine };

  std::string tensor;
  Reason reason = Reason::range;
  std::string text; // names the tensor, values and places
};

/// "left_out", "pixels", "copies", "zero", "outlier", "range", "cosine".
std::string_view reasonName(QuantizationWarning::Reason reason);

/// Warnings about constants of the float graph `real`, then about the tensors of a run; `quantized`
/// is the same graph with scales.
std::vector<QuantizationWarning> findPoorScales(const Graph& real, const Graph& quantized,
                                                const Calibration& calibration);

/// Shortest text of about four digits: "0.3", "1e+10".
std::string numberText(double value);

/// "12 %"; shares between 0 and 1 % with a digit more.
std::string shareText(double share);

} // namespace weft
