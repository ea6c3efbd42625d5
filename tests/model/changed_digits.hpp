// changed_digits.hpp: The shipped model with some of its numbers changed, quantised on few images.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/quantize.hpp"
#include "sw/tensor/npy.hpp"
#include "sw/tensor/safetensors.hpp"
#include "tests/temporary_folder.hpp"

#include <functional>
#include <vector>

namespace weft::test {

inline const std::filesystem::path kDigits =
    std::filesystem::path(WEFT_SOURCE_DIR) / "sw/model/digits";

/// A new value from an old one and its index in the tensor.
using ValueChange = std::function<float(float value, std::size_t index)>;

class ChangedDigits {
public:
  ChangedDigits() : tensors_(readSafetensors(kDigits / "model.safetensors")) {
    std::filesystem::copy(kDigits / "config.json", folder_ / "config.json");
  }

  /// Changes every tensor whose name contains `part`.
  ChangedDigits& change(const std::string& part, const ValueChange& change) {
    for (auto& [name, tensor] : tensors_)
      if (name.find(part) != std::string::npos)
        changeAll(tensor.mutableValues<float>(), change);
    return *this;
  }

  /// Changes the calibration images; index 64 is the first pixel of the second image.
  ChangedDigits& changePixels(const ValueChange& change) {
    pixelChange_ = change;
    return *this;
  }

  QuantizationReport quantise(std::size_t images = 24) {
    writeSafetensors(folder_ / "model.safetensors", tensors_);
    std::vector<float> pixels = readNpy(kDigits / "calibration.npy").convertedTo<float>();
    pixels.resize(images * kPixels);
    changeAll(pixels, pixelChange_);
    writeNpy(folder_ / "images.npy", Tensor::of({images, 1, kSide, kSide}, pixels));
    return quantizeModel(folder_.path(), folder_ / "images.npy", quantised());
  }

  std::filesystem::path quantised() const { return folder_ / "int8"; }

private:
  static constexpr std::size_t kSide = 8;
  static constexpr std::size_t kPixels = kSide * kSide;

  static void changeAll(std::span<float> values, const ValueChange& change) {
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = change(values[i], i);
  }

  TemporaryFolder folder_;
  NamedTensors tensors_;
  ValueChange pixelChange_ = [](float value, std::size_t) { return value; };
};

/// The change that multiplies by `factor`.
inline ValueChange times(float factor) {
  return [factor](float value, std::size_t) { return value * factor; };
}

/// The change that puts `replacement` everywhere.
inline ValueChange all(float replacement) {
  return [replacement](float, std::size_t) { return replacement; };
}

/// The change of the element at `index` alone.
inline ValueChange one(std::size_t index, float replacement) {
  return [=](float value, std::size_t i) { return i == index ? replacement : value; };
}

} // namespace weft::test
