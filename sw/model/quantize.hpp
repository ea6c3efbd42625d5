// quantize.hpp: From a float model directory to a quantised one, with a report of the errors.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/accuracy.hpp"
#include "sw/model/quantization_warnings.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace weft {

/// Error of one tensor that an operator writes: integer model against the float checkpoint, both
/// from the same images, so errors of earlier operators are included.
struct QuantizationError {
  std::string operatorName;
  std::string tensorName;
  DType dtype = DType::i8;
  double scale = 0; // value of 1 LSB; the largest where columns differ
  Accuracy accuracy;
};

struct QuantizationReport {
  std::size_t calibrationSamples = 0; // without images left out
  std::size_t measuredSamples = 0;
  std::vector<QuantizationError> errors; // in program order
  std::vector<QuantizationWarning> warnings;

  /// The tensor with the lowest cosine; the first of equals.
  const QuantizationError& worst() const;
};

/// Reads the float model in `modelDir`, calibrates on the images of `calibrationFile`, writes the
/// quantised model to `outDir` (atomically) and measures its errors on the first images.
/// Images that reach far beyond what all but one in twenty hold are left out, with a warning.
/// `progress` is told (done, all) images of calibration and measurement together.
/// Throws DesignError for anything wrong with the inputs or the output folder.
QuantizationReport
quantizeModel(const std::filesystem::path& modelDir, const std::filesystem::path& calibrationFile,
              const std::filesystem::path& outDir,
              const std::function<void(std::size_t, std::size_t)>& progress = {});

} // namespace weft
