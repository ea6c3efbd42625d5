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
#include <cmath>
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

/// The largest pixel of an image, at its place there.
struct Peak {
  double value = 0;
  std::size_t channel = 0, row = 0, column = 0;
};

Peak peakOf(const Tensor& images, std::size_t image, const ModelConfig& config) {
  const std::size_t size = config.imageSize;
  const auto pixels = images.values<float>().subspan(image * images.size() / images.shape()[0],
                                                     images.size() / images.shape()[0]);
  const auto largest = std::ranges::max_element(
      pixels, {}, [](float value) { return std::abs(static_cast<double>(value)); });
  const auto index = static_cast<std::size_t>(largest - pixels.begin());
  return {*largest, index / (size * size), index / size % size, index % size};
}

std::string textOf(const Peak& peak) {
  return numberText(peak.value) + " at channel " + std::to_string(peak.channel) + ", row " +
         std::to_string(peak.row) + ", column " + std::to_string(peak.column);
}

/// Images by index without those that reach far beyond the others, each of which gets a warning.
std::vector<std::size_t> imagesToCalibrateOn(const Tensor& images, const ModelConfig& config,
                                             std::vector<QuantizationWarning>& warnings) {
  std::vector<double> maxima;
  for (std::size_t i = 0; i < images.shape()[0]; ++i)
    maxima.push_back(std::abs(peakOf(images, i, config).value));
  const double usual = usualMaximum(maxima);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < maxima.size(); ++i) {
    if (!isStray(maxima[i], usual)) {
      kept.push_back(i);
      continue;
    }
    const Peak peak = peakOf(images, i, config);
    warnings.push_back({"images", QuantizationWarning::Reason::leftOut,
                        "images: image " + std::to_string(i) + " is left out: it holds " +
                            textOf(peak) + ", and all but one in twenty stay within " +
                            numberText(usual)});
  }
  return kept;
}

/// The whole file may be in another range than what the model was trained on.
void warnOfPixels(const Tensor& images, const std::vector<std::size_t>& kept,
                  const ModelConfig& config, std::vector<QuantizationWarning>& warnings) {
  constexpr double kTolerance = 1.01;
  for (const std::size_t image : kept)
    if (const Peak peak = peakOf(images, image, config);
        config.largestPixel && std::abs(peak.value) > kTolerance * *config.largestPixel) {
      warnings.push_back({"images", QuantizationWarning::Reason::pixels,
                          "images: image " + std::to_string(image) + " holds " + textOf(peak) +
                              ", but image_mean and image_std leave at most " +
                              numberText(*config.largestPixel)});
      return;
    }
}

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
  warnOfPixels(images, kept, config, report.warnings);
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
