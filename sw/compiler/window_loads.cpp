// window_loads.cpp: What a block of a convolution's results sees of the image, as LOAD commands.
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/window_loads.hpp"

#include "gen/num/integers.hpp"

#include <algorithm>

namespace weft {
namespace {

/// Pixels along one axis: those of `count` results from `first` on, `stride` apart, of which some
/// at either end lie outside the image.
struct Axis {
  std::int64_t first, count, zeroFirst, zeroLast;
};

Axis axisOf(const Extent& results, std::int64_t kernel, std::int64_t before, std::int64_t size,
            std::int64_t stride) {
  const std::int64_t first = results.begin * stride + kernel - before;
  const std::int64_t count = results.end - results.begin;
  const auto below = [&](std::int64_t pixel) { // results whose pixel lies before `pixel`
    return std::clamp<std::int64_t>(ceilDiv(std::max<std::int64_t>(0, pixel - first), stride), 0,
                                    count);
  };
  return {first, count, below(0), count - below(size)};
}

/// From the first to the last pixel along an axis that is read.
Extent readOf(const Axis& axis, std::int64_t stride) {
  const std::int64_t last = axis.count - axis.zeroLast - 1;
  if (last < axis.zeroFirst)
    return {};
  return {axis.first + axis.zeroFirst * stride, axis.first + last * stride + 1};
}

} // namespace

WindowLoad WindowLoads::of(const Piece& piece, std::int64_t start) const {
  const auto signedOf = [](std::size_t size) { return static_cast<std::int64_t>(size); };
  const std::int64_t channels = signedOf(window_.channels), stride = signedOf(window_.stride);
  const std::int64_t width = signedOf(window_.input.width);
  const std::int64_t position = piece.begin / channels, channel = piece.begin % channels;
  const std::int64_t kernelColumns = signedOf(window_.columns);
  const Axis y = axisOf(block_.lines, position / kernelColumns, signedOf(window_.top),
                        signedOf(window_.input.height), stride);
  const Axis x =
      axisOf(block_.columns, position % kernelColumns, signedOf(window_.left), width, stride);
  isa::Load load;
  load.base = place_.base;
  load.destination = isa::LoadTo::activations;
  // May lie before the tensor, where nothing is read: offsets wrap round.
  load.offset = static_cast<std::uint32_t>(signedOf(place_.at(0, channel)) +
                                           (y.first * width + x.first) * signedOf(place_.pitch));
  load.bytes = static_cast<std::uint32_t>(piece.columns);
  load.count1 = static_cast<std::uint32_t>(x.count);
  load.stride1 = static_cast<std::int32_t>(stride * signedOf(place_.pitch));
  load.zeroFirst1 = static_cast<std::uint32_t>(x.zeroFirst);
  load.zeroLast1 = static_cast<std::uint32_t>(x.zeroLast);
  load.count2 = static_cast<std::uint32_t>(y.count);
  load.stride2 = static_cast<std::int32_t>(stride * width * signedOf(place_.pitch));
  load.zeroFirst2 = static_cast<std::uint32_t>(y.zeroFirst);
  load.zeroLast2 = static_cast<std::uint32_t>(y.zeroLast);
  load.start = static_cast<std::uint32_t>(start);
  load.wordStep = static_cast<std::uint32_t>(block_.rows());
  load.step1 = 1;
  load.step2 = static_cast<std::uint32_t>(block_.width());
  const Extent lines = readOf(y, stride);
  return {load, {lines.begin * width, lines.end * width}, {channel, channel + piece.columns}};
}

} // namespace weft
