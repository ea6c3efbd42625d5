// quantize.cpp: Calibration, quantisation and measurement of a model directory.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/quantize.hpp"

#include "sw/model/calibration_images.hpp"
#include "sw/model/checkpoint.hpp"
#include "sw/model/golden.hpp"
#include "sw/model/images.hpp"
#include "sw/model/quantized_model.hpp"
#include "sw/model/quantizer.hpp"
#include "sw/model/reference.hpp"

#include <algorithm>
#include <iterator>

namespace weft {

namespace {

constexpr std::size_t kMeasuredSamples = 32; // enough for stable errors, quick on large models
constexpr double kGoodCosine = 0.99;

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

/// Says which tensor is furthest from float, when it is far, and where that began.
void warnOfWorst(QuantizationReport& report) {
  const QuantizationError& worst = report.worst();
  if (worst.accuracy.cosine >= kGoodCosine)
    return;
  const auto first = std::ranges::find_if(report.errors, [](const QuantizationError& error) {
    return error.accuracy.cosine < kGoodCosine;
  });
  report.warnings.push_back({worst.tensorName, QuantizationWarning::Reason::cosine,
                             worst.tensorName + " is the worst tensor: its cosine to float is " +
                                 numberText(worst.accuracy.cosine) + ", " +
                                 shareText(worst.accuracy.clippedShare) +
                                 " of its values are clipped; the first below " +
                                 numberText(kGoodCosine) + " is " + first->tensorName});
}

} // namespace

const QuantizationError& QuantizationReport::worst() const {
  return *std::ranges::min_element(
      errors, {}, [](const QuantizationError& error) { return error.accuracy.cosine; });
}

QuantizationReport quantizeModel(const std::filesystem::path& modelDir,
                                 const std::filesystem::path& calibrationFile,
                                 const std::filesystem::path& outDir,
                                 const std::function<void(std::size_t, std::size_t)>& progress) {
  requireFloatModel(modelDir);
  const ModelConfig config = readModelConfig(modelDir);
  const Graph real = readCheckpoint(config, modelDir);
  const Tensor images = readImages(calibrationFile, config);
  QuantizationReport report;
  const std::vector<std::size_t> kept = imagesToCalibrateOn(images, config, report.warnings);
  report.calibrationSamples = kept.size();
  report.measuredSamples = std::min(kept.size(), kMeasuredSamples);
  std::size_t done = 0;
  const auto advance = [&] {
    if (progress)
      progress(++done, report.calibrationSamples + report.measuredSamples);
  };

  Calibration calibration(real);
  for (std::size_t i = 0; i < report.calibrationSamples; ++i, advance())
    calibration.observe(real, kept[i], {patchesOf(images, kept[i], config)});
  const Graph quantized = quantizeGraph(real, calibration);
  std::ranges::move(findPoorScales(real, quantized, calibration),
                    std::back_inserter(report.warnings));
  ErrorMeters meters(real, quantized);
  for (std::size_t i = 0; i < report.measuredSamples; ++i, advance())
    meters.addSample(patchesOf(images, kept[i], config));
  report.errors = meters.results();
  warnOfWorst(report);
  writeQuantizedModel(outDir, quantized, modelDir);
  return report;
}

} // namespace weft
