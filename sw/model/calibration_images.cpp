// calibration_images.cpp: Which images calibrate, and what is odd about them.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/calibration_images.hpp"

#include "sw/model/calibration.hpp"

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

using Reason = QuantizationWarning::Reason;

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

void warn(std::vector<QuantizationWarning>& warnings, Reason reason, const std::string& sentence) {
  warnings.push_back({"images", reason, "images: " + sentence});
}

/// Images by index without those that reach far beyond the others, each of which gets a warning.
std::vector<std::size_t> withoutStrayImages(const Tensor& images, const ModelConfig& config,
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
    warn(warnings, Reason::leftOut,
         "image " + std::to_string(i) + " is left out: it holds " + textOf(peak) +
             ", and all but one in twenty stay within " + numberText(usual));
  }
  return kept;
}

/// The whole file may be in another range than what the model was trained on.
void warnOfPixels(const Tensor& images, const std::vector<std::size_t>& kept,
                  const ModelConfig& config, std::vector<QuantizationWarning>& warnings) {
  constexpr double kMostShare = 1.01, kLeastShare = 0.5; // of the range
  if (!config.largestPixel)
    return;
  double largest = 0;
  for (const std::size_t image : kept) {
    const Peak peak = peakOf(images, image, config);
    largest = std::max(largest, std::abs(peak.value));
    if (largest > kMostShare * *config.largestPixel)
      return warn(warnings, Reason::pixels,
                  "image " + std::to_string(image) + " holds " + textOf(peak) +
                      ", but image_mean and image_std leave at most " +
                      numberText(*config.largestPixel));
  }
  if (largest < kLeastShare * *config.largestPixel)
    warn(warnings, Reason::pixels,
         "none holds more than " + numberText(largest) + ", but image_mean and image_std reach " +
             numberText(*config.largestPixel) + ": brighter images will be clipped");
}

/// One image, however often, says little about others.
void warnOfCopies(const Tensor& images, const std::vector<std::size_t>& kept,
                  std::vector<QuantizationWarning>& warnings) {
  const std::size_t pixels = images.size() / images.shape()[0];
  const auto image = [&](std::size_t index) {
    return images.values<float>().subspan(index * pixels, pixels);
  };
  if (kept.size() > 1 && std::ranges::all_of(kept, [&](std::size_t index) {
        return std::ranges::equal(image(index), image(kept.front()));
      }))
    warn(warnings, Reason::copies,
         "all " + std::to_string(kept.size()) + " are the same, so they say little about others");
}

} // namespace

std::vector<std::size_t> imagesToCalibrateOn(const Tensor& images, const ModelConfig& config,
                                             std::vector<QuantizationWarning>& warnings) {
  std::vector<std::size_t> kept = withoutStrayImages(images, config, warnings);
  warnOfPixels(images, kept, config, warnings);
  warnOfCopies(images, kept, warnings);
  return kept;
}

} // namespace weft
