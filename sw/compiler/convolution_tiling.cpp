// convolution_tiling.cpp: How much of a convolution lies on chip at a time.
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/convolution_tiling.hpp"

#include "gen/blocks/matmul_engine/convolve_model.hpp"
#include "gen/config/derived.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/num/integers.hpp"

#include <algorithm>

namespace weft {
namespace {

/// Of a command of one slot, in the command processor.
constexpr std::int64_t kDecodeCycles = 19;
/// Between two commands of the array.
constexpr std::int64_t kArrayCommandCycles = 2;

/// Cycles of one tiling after the other, and whether it fits.
class Estimate {
public:
  Estimate(const MatmulShape& shape, const Window& window, const ArrayCapacity& capacity,
           std::int64_t taps)
      : s_(shape), w_(window), c_(capacity), parts_(kernelParts(window, capacity.rows, taps)),
        nTiles_(tileCount(shape.N, capacity.columns)), kTiles_(tileCount(shape.K, capacity.rows)) {}

  bool fits(const ConvolutionTiling& t) const {
    const std::int64_t tile = t.nTiles * t.taps * c_.rows;
    return lines(t) * columns(t) * t.nTiles <= c_.accumulatorRows / 2 &&
           t.nTiles <= c_.parameterWords / 2 && pixels(t) <= isa::kHalf && tile <= isa::kHalf &&
           pixels(t) * t.kTiles <= c_.activationWords / 2 && tile * t.kTiles <= c_.weightWords / 2;
  }

  /// Blocks take the longest of what they compute, move and decode; the first one's operands come
  /// before, the last one's results go behind.
  std::int64_t cycles(const ConvolutionTiling& t) const {
    const std::int64_t blocks = ceilDiv(s_.results.storedHeight(), t.block.lines) *
                                ceilDiv(s_.results.storedWidth(), t.block.columns);
    const std::int64_t load = loadCycles(t), store = storeCycles(t);
    const std::int64_t block = std::max({computeCycles(t), load + store, decodeCycles(t)});
    return blocks * block + (load + store) / (slabs(t) * columnBlocks(t));
  }

private:
  std::int64_t lines(const ConvolutionTiling& t) const {
    return s_.results.computed(t.block.lines, s_.results.height);
  }
  std::int64_t columns(const ConvolutionTiling& t) const {
    return s_.results.computed(t.block.columns, s_.results.width);
  }
  /// That a block sees.
  std::int64_t pixels(const ConvolutionTiling& t) const {
    const auto seen = [&](std::int64_t results, std::size_t kernel) {
      return (results - 1) * static_cast<std::int64_t>(w_.stride) +
             static_cast<std::int64_t>(kernel);
    };
    return seen(lines(t), w_.rows) * seen(columns(t), w_.columns);
  }
  std::int64_t slabs(const ConvolutionTiling& t) const { return ceilDiv(kTiles_, t.kTiles); }
  std::int64_t columnBlocks(const ConvolutionTiling& t) const { return ceilDiv(nTiles_, t.nTiles); }

  /// Tiles of channels that a part has.
  std::int64_t tilesOf(const KernelPart& part) const {
    return kTiles_ - (s_.K.count - (kTiles_ - 1) * c_.rows > part.firstChannel ? 0 : 1);
  }
  std::int64_t computeCycles(const ConvolutionTiling& t) const {
    const ArrayShape array{static_cast<int>(c_.rows), static_cast<int>(c_.columns)};
    std::int64_t cycles = 0;
    for (const KernelPart& part : parts_) {
      isa::Convolve pass;
      pass.lines = static_cast<std::uint32_t>(lines(t));
      pass.columns = static_cast<std::uint32_t>(columns(t));
      pass.kernelRows = static_cast<std::uint32_t>(part.rows);
      pass.taps = static_cast<std::uint32_t>(part.taps);
      pass.step = static_cast<std::uint32_t>(w_.stride);
      cycles += tilesOf(part) * nTiles_ * arrayTiming(pass, array).period(passCycles(pass, array));
    }
    return cycles + kArrayCommandCycles * commands(t);
  }
  std::int64_t commands(const ConvolutionTiling& t) const {
    return slabs(t) * columnBlocks(t) * static_cast<std::int64_t>(parts_.size());
  }
  std::int64_t loadCycles(const ConvolutionTiling& t) const {
    const bool stays =
        slabs(t) <= std::min(kMostOperandSlots, c_.activationWords / (pixels(t) * t.kTiles));
    const std::int64_t pixel = std::max(kTiles_, ceilDiv(s_.K.count, c_.memoryBytes));
    std::int64_t weights = 0;
    for (const KernelPart& part : parts_)
      weights += tilesOf(part) * nTiles_ * part.taps * c_.rows * c_.columns;
    return pixels(t) * pixel * (stays ? 1 : columnBlocks(t)) + ceilDiv(weights, c_.memoryBytes);
  }
  std::int64_t storeCycles(const ConvolutionTiling& t) const {
    return ceilDiv(t.block.lines * t.block.columns * s_.N.count * s_.outputBytes, c_.memoryBytes);
  }
  /// A CONVOLVE and the LOAD of its weights for every part.
  std::int64_t decodeCycles(const ConvolutionTiling& t) const {
    return kDecodeCycles * (2 * commands(t) + columnBlocks(t) * (slabs(t) + 2));
  }

  const MatmulShape& s_;
  const Window& w_;
  const ArrayCapacity& c_;
  std::vector<KernelPart> parts_;
  std::int64_t nTiles_, kTiles_;
};

std::optional<ConvolutionTiling> bestWithTaps(const MatmulShape& shape, const Window& window,
                                              const ArrayCapacity& capacity, std::int64_t taps) {
  const Estimate estimate(shape, window, capacity, taps);
  const auto kSizes =
      smallestSizes(shape.K, capacity.rows, alignedTiles(capacity.busBytes, capacity.rows));
  const auto nSizes =
      smallestSizes(shape.N, capacity.columns,
                    alignedTiles(capacity.busBytes, capacity.columns * shape.outputBytes));
  std::optional<ConvolutionTiling> best;
  for (const BlockSize& block : evenBlocks(shape.results, capacity.accumulatorRows / 2))
    for (const std::int64_t n : nSizes)
      for (const std::int64_t k : kSizes) {
        ConvolutionTiling tiling{block, n, k, taps};
        if (!estimate.fits(tiling))
          continue;
        tiling.cycles = estimate.cycles(tiling);
        if (!best || tiling.cycles < best->cycles)
          best = tiling;
      }
  return best;
}

} // namespace

std::vector<KernelPart> kernelParts(const Window& window, std::int64_t arrayRows,
                                    std::int64_t taps) {
  const auto channels = static_cast<std::int64_t>(window.channels),
             columns = static_cast<std::int64_t>(window.columns);
  std::vector<KernelPart> parts;
  for (const Extent& rows :
       cutKernelRows(static_cast<std::int64_t>(window.rows), channels, arrayRows)) {
    const std::int64_t height = rows.end - rows.begin, atOnce = arrayRows / height;
    const std::int64_t ofWord = std::min(channels, arrayRows);
    for (std::int64_t channel = 0; channel < ofWord; channel += atOnce)
      for (std::int64_t tap = 0; tap < columns; tap += taps)
        parts.push_back({rows.begin, height, tap, std::min(taps, columns - tap), channel,
                         std::min(atOnce, ofWord - channel)});
  }
  return parts;
}

std::optional<ConvolutionTiling> chooseTiling(const MatmulShape& shape, const Window& window,
                                              const ArrayCapacity& capacity) {
  for (const std::int64_t taps : evenSizes(static_cast<std::int64_t>(window.columns)))
    if (const auto tiling = bestWithTaps(shape, window, capacity, taps))
      return tiling;
  return std::nullopt;
}

} // namespace weft
