// window.cpp: Sizes and counts of convolutions.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/window.hpp"

#include "gen/num/integers.hpp"

namespace weft {
namespace {

/// How many of `size` pixels along a side `results` windows of `kernel` see.
std::size_t seenAlong(std::size_t size, std::size_t results, std::size_t kernel, std::size_t stride,
                      std::size_t before) {
  std::size_t seen = 0;
  for (std::size_t at = before; at < before + size; ++at) {
    const std::size_t last = std::min(at / stride, results - 1);
    seen += at < last * stride + kernel;
  }
  return seen;
}

} // namespace

ImageSize pooledSize(ImageSize image, Pooling pooling) {
  switch (pooling) {
  case Pooling::none:
    break;
  case Pooling::max2:
    return {image.height / kPoolStride, image.width / kPoolStride};
  case Pooling::max3:
    return {ceilDiv(image.height, kPoolStride), ceilDiv(image.width, kPoolStride)};
  }
  return image;
}

std::size_t Window::products() const {
  return folded ? folded->rows * folded->columns * channels / (kFoldSide * kFoldSide) : factors();
}

bool Window::isReal(std::size_t k) const {
  if (!folded)
    return true;
  const std::size_t position = k / channels, part = k % channels % (kFoldSide * kFoldSide);
  const std::size_t r = position / columns * kFoldSide + part / kFoldSide - folded->above;
  const std::size_t s = position % columns * kFoldSide + part % kFoldSide - folded->before;
  return r < folded->rows && s < folded->columns; // rows before it wrap round to large ones
}

std::size_t Window::rowOf(std::size_t r, std::size_t s, std::size_t channel) const {
  if (!folded)
    return (r * columns + s) * channels + channel;
  const std::size_t y = r + folded->above, x = s + folded->before;
  const std::size_t part = (channel * kFoldSide + y % kFoldSide) * kFoldSide + x % kFoldSide;
  return (y / kFoldSide * columns + x / kFoldSide) * channels + part;
}

ImageSize Window::needed() const {
  if (pooling != Pooling::max2)
    return output;
  return {stored().height * kPoolStride, stored().width * kPoolStride};
}

std::size_t Window::seenPixels() const {
  return seenAlong(input.height, needed().height, rows, stride, top) *
         seenAlong(input.width, needed().width, columns, stride, left);
}

Window folded(const Window& window) {
  Window result = window;
  result.input = {window.input.height / kFoldSide, window.input.width / kFoldSide};
  result.channels = window.channels * kFoldSide * kFoldSide;
  result.stride = 1;
  result.top = ceilDiv(window.top, kFoldSide);
  result.left = ceilDiv(window.left, kFoldSide);
  result.folded = FoldedKernel{window.rows, window.columns, result.top * kFoldSide - window.top,
                               result.left * kFoldSide - window.left};
  result.rows = ceilDiv(result.folded->above + window.rows, kFoldSide);
  result.columns = ceilDiv(result.folded->before + window.columns, kFoldSide);
  return result;
}

} // namespace weft
