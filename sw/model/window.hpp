// window.hpp: Which pixels of an image a convolution sees, and how its results are pooled.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>

namespace weft {

/// Images are matrices [pixels x channels], row by row of the image.
struct ImageSize {
  std::size_t height = 1, width = 1;
  std::size_t pixels() const { return height * width; }
  bool operator==(const ImageSize&) const = default;
};

/// What becomes of the results of a convolution on the way out: the maximum of 2 x 2 pixels, a last
/// odd row or column left out, or of 3 x 3 with a row and a column before the image; at every other
/// pixel.
enum class Pooling { none, max2, max3 };

/// Pixels along a side of a maximum; not for Pooling::none.
constexpr std::size_t sideOf(Pooling pooling) { return pooling == Pooling::max2 ? 2 : 3; }
/// Pixels between neighbouring maxima.
inline constexpr std::size_t kPoolStride = 2;

/// What pooling leaves of `image`.
ImageSize pooledSize(ImageSize image, Pooling pooling);

/// Pixels along a side of those that folding makes one of.
inline constexpr std::size_t kFoldSide = 2;

/// A kernel whose stride of 2 went into the layout: 2 x 2 pixels became one of four times the
/// channels, in the order (channel, row, column), as an image cut into patches lies.
struct FoldedKernel {
  std::size_t rows = 1, columns = 1; ///< of the kernel as it was
  std::size_t above = 0, before = 0; ///< rows and columns of zeros before it, 0 or 1
};

/// A convolution: result (y, x) is the sum over kernel row r, column s and channel c of
/// weight[(r, s, c)] times pixel (y stride + r - top, x stride + s - left), zero outside the image.
struct Window {
  ImageSize input;
  std::size_t channels = 1;          ///< of the input
  std::size_t rows = 1, columns = 1; ///< of the kernel
  std::size_t stride = 1;
  std::size_t top = 0, left = 0; ///< rows and columns of zeros before the image
  ImageSize output;              ///< before pooling
  Pooling pooling = Pooling::none;
  std::optional<FoldedKernel> folded;

  /// Factors of one result in memory.
  std::size_t factors() const { return rows * columns * channels; }
  /// Of these, the ones that are no zeros of a folded kernel.
  std::size_t products() const;
  /// Whether row `k` of the weights belongs to the kernel as it was.
  bool isReal(std::size_t k) const;
  /// The row of the weights of an element of the kernel as it was.
  std::size_t rowOf(std::size_t r, std::size_t s, std::size_t channel) const;
  ImageSize stored() const { return pooledSize(output, pooling); }
  /// Results that some stored one needs: of 2 x 2 maxima not the last odd row and column.
  ImageSize needed() const;
  /// Pixels of the input that some needed result sees.
  std::size_t seenPixels() const;
};

/// The same convolution with `window`'s stride of 2 in the layout; the image has an even number of
/// rows and of columns.
Window folded(const Window& window);

/// im2col: for `count` results from `first` on, row by row, the `factors` pixels that each sees.
template <class T>
void gatherFactors(std::span<const T> image, const Window& window, std::size_t first,
                   std::size_t count, std::span<T> factors) {
  auto out = factors.begin();
  for (std::size_t result = first; result < first + count; ++result)
    for (std::size_t r = 0; r < window.rows; ++r)
      for (std::size_t s = 0; s < window.columns; ++s, out += window.channels) {
        // Indices before the image wrap round to large ones.
        const std::size_t y = result / window.output.width * window.stride + r - window.top;
        const std::size_t x = result % window.output.width * window.stride + s - window.left;
        if (y < window.input.height && x < window.input.width)
          std::copy_n(image.begin() + (y * window.input.width + x) * window.channels,
                      window.channels, out);
        else
          std::fill_n(out, window.channels, T{});
      }
}

/// Maxima of `image` [pixels x channels] of `size`, channel by channel; not for Pooling::none.
template <class T>
void poolMaxima(std::span<const T> image, ImageSize size, Pooling pooling, std::size_t channels,
                std::span<T> pooled) {
  const std::size_t side = sideOf(pooling), before = side - kPoolStride;
  const ImageSize result = pooledSize(size, pooling);
  std::ranges::fill(pooled, std::numeric_limits<T>::lowest());
  for (std::size_t i = 0; i < result.pixels(); ++i)
    for (std::size_t r = 0; r < side; ++r)
      for (std::size_t s = 0; s < side; ++s) {
        const std::size_t y = i / result.width * kPoolStride + r - before;
        const std::size_t x = i % result.width * kPoolStride + s - before;
        for (std::size_t c = 0; y < size.height && x < size.width && c < channels; ++c)
          pooled[i * channels + c] =
              std::max(pooled[i * channels + c], image[(y * size.width + x) * channels + c]);
      }
}

} // namespace weft
