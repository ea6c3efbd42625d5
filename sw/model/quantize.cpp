// quantize.cpp: Calibration, quantisation and measurement of a model directory.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/quantize.hpp"

#include "gen/num/error.hpp"
#include "sw/model/checkpoint.hpp"
#include "sw/model/golden.hpp"
#include "sw/model/images.hpp"
#include "sw/model/quantized_model.hpp"
#include "sw/model/quantizer.hpp"
#include "sw/model/reference.hpp"

#include <algorithm>

namespace weft {

namespace {

constexpr std::size_t kMeasuredSamples = 32; // enough for stable errors, quick on large models

/// Meters for every tensor that an operator writes.
class ErrorMeters {
public:
  ErrorMeters(const Graph& real, const Graph& quantized)
      : real_(real), quantized_(quantized), meters_(quantized.tensors.size()) {}

  void addSample(std::vector<float> patches) {
    const GraphTensor& input = quantized_.tensors[quantized_.inputs[0]];
    const Tensor integers = quantiseInt8(patches, input.scale, {input.rows, input.columns});
    const auto golden = runGolden(quantized_, {integers}, num::Nonlinear::accurate);
    runReference<float>(real_, {std::move(patches)},
                        [&](TensorId id, const Values<float>& expected) {
                          meters_[id].add<float>(quantized_.tensors[id], golden[id], expected);
                        });
  }

  std::vector<QuantizationError> results() const {
    std::vector<QuantizationError> errors;
    for (const Operator& step : quantized_.operators)
      for (const TensorId id : step.outputs()) {
        const GraphTensor& t = quantized_.tensors[id];
        const double scale =
            t.columnScales.empty() ? t.scale : *std::ranges::max_element(t.columnScales);
        errors.push_back({step.name, t.name, t.dtype, scale, meters_[id].result()});
      }
    return errors;
  }

private:
  const Graph& real_;
  const Graph& quantized_;
  std::vector<AccuracyMeter> meters_;
};

} // namespace

QuantizationReport quantizeModel(const std::filesystem::path& modelDir,
                                 const std::filesystem::path& calibrationFile,
                                 const std::filesystem::path& outDir,
                                 const std::function<void(std::size_t, std::size_t)>& progress) {
  const ModelConfig config = readModelConfig(modelDir);
  const Graph real = readCheckpoint(config, modelDir);
  const Tensor images = readImages(calibrationFile, config);
  QuantizationReport report;
  report.calibrationSamples = images.shape()[0];
  report.measuredSamples = std::min(report.calibrationSamples, kMeasuredSamples);
  std::size_t done = 0;
  const auto advance = [&] {
    if (progress)
      progress(++done, report.calibrationSamples + report.measuredSamples);
  };

  Calibration calibration(real);
  for (std::size_t i = 0; i < report.calibrationSamples; ++i, advance())
    calibration.observe(real, {patchesOf(images, i, config)});
  const Graph quantized = quantizeGraph(real, calibration);
  ErrorMeters meters(real, quantized);
  for (std::size_t i = 0; i < report.measuredSamples; ++i, advance())
    meters.addSample(patchesOf(images, i, config));
  report.errors = meters.results();
  writeQuantizedModel(outDir, quantized, modelDir);
  return report;
}

} // namespace weft
