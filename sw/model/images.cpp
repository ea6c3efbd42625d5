// images.cpp: Patches, quantised inputs, pooling and argmax.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/images.hpp"

#include "gen/num/error.hpp"
#include "sw/tensor/mapped_file.hpp"
#include "sw/tensor/npy.hpp"

#include <algorithm>
#include <cmath>

namespace weft {

Tensor readImages(const std::filesystem::path& path, const ModelConfig& config) {
  const Tensor file = readNpy(path);
  Shape shape{file.rank() > 0 ? file.shape()[0] : 0, config.channels, config.imageSize,
              config.imageSize};
  const Shape flat{shape[0], config.imageSize, config.imageSize};
  const bool fits = file.shape() == shape || (config.channels == 1 && file.shape() == flat);
  if (!fits || shape[0] == 0)
    throw fileError(path, "shape of the images",
                    "N times " + shapeText({config.channels, config.imageSize, config.imageSize}),
                    shapeText(file.shape()));
  const std::vector<float> values = file.convertedTo<float>();
  if (!std::ranges::all_of(values, [](float x) { return std::isfinite(x); }))
    throw fileError(path, "images", "finite numbers", "NaN or infinity");
  return Tensor::of(std::move(shape), values);
}

std::vector<std::size_t> readLabels(const std::filesystem::path& path, std::size_t count,
                                    std::size_t labels) {
  const Tensor file = readNpy(path);
  if (file.shape() != Shape{count} || file.dtype() == DType::f32 || file.dtype() == DType::f64)
    throw fileError(path, "labels", "integers of shape " + shapeText({count}),
                    std::string(dtypeName(file.dtype())) + " " + shapeText(file.shape()));
  std::vector<std::size_t> classes;
  for (const std::int64_t label : file.convertedTo<std::int64_t>()) {
    if (label < 0 || label >= static_cast<std::int64_t>(labels))
      throw fileError(path, "label", "0 to " + std::to_string(labels - 1), std::to_string(label));
    classes.push_back(static_cast<std::size_t>(label));
  }
  return classes;
}

std::vector<float> patchesOf(const Tensor& images, std::size_t index, const ModelConfig& config) {
  const std::size_t size = config.imageSize;
  const std::size_t patch = config.patchSize;
  const float* image = images.values<float>().data() + index * config.channels * size * size;
  std::vector<float> patches;
  patches.reserve(config.tokens() * config.patchLength());
  for (std::size_t top = 0; top < size; top += patch)
    for (std::size_t left = 0; left < size; left += patch)
      for (std::size_t channel = 0; channel < config.channels; ++channel)
        for (std::size_t y = top; y < top + patch; ++y) {
          const float* row = image + (channel * size + y) * size + left;
          patches.insert(patches.end(), row, row + patch);
        }
  return patches;
}

Tensor quantiseInt8(std::span<const float> values, double scale, Shape shape) {
  Tensor tensor(DType::i8, std::move(shape));
  std::ranges::transform(values, tensor.mutableValues<std::int8_t>().begin(), [scale](float value) {
    const double rounded = std::floor(static_cast<double>(value) / scale + 0.5);
    return static_cast<std::int8_t>(std::clamp(rounded, -128.0, 127.0));
  });
  return tensor;
}

std::vector<double> pooled(std::span<const double> logits, std::size_t labels) {
  std::vector<double> means(labels, 0.0);
  const std::size_t tokens = logits.size() / labels;
  for (std::size_t i = 0; i < logits.size(); ++i)
    means[i % labels] += logits[i];
  for (double& mean : means)
    mean /= static_cast<double>(tokens);
  return means;
}

std::size_t argmax(std::span<const double> values) {
  return static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
}

} // namespace weft
