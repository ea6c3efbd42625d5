// images.hpp: The host's part of a vision model: tokens from images, an answer from logits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/model_config.hpp"
#include "sw/tensor/tensor.hpp"

#include <filesystem>
#include <span>
#include <vector>

namespace weft {

/// Images of an .npy file as F32 [N x channels x size x size]; N x size x size is accepted for one
/// channel. Throws DesignError for other shapes, for N = 0 and for NaN or infinity.
Tensor readImages(const std::filesystem::path& path, const ModelConfig& config);

/// Class numbers of an .npy file: integers [count], each in [0, labels). Throws DesignError.
std::vector<std::size_t> readLabels(const std::filesystem::path& path, std::size_t count,
                                    std::size_t labels);

/// Image `index` cut into patches, row by row: [tokens x patchLength], each patch in the order
/// channel, row, column.
std::vector<float> patchesOf(const Tensor& images, std::size_t index, const ModelConfig& config);

/// The nearest integers to values / scale (halves upwards), saturated to int8.
Tensor quantiseInt8(std::span<const float> values, double scale, Shape shape);

/// Mean over the tokens of `logits` [tokens x labels].
std::vector<double> pooled(std::span<const double> logits, std::size_t labels);

/// Index of the first largest value.
std::size_t argmax(std::span<const double> values);

} // namespace weft
