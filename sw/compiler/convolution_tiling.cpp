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

/// What all tilings of a convolution share.
struct Convolution {
  const MatmulShape& shape;
  const Window& window;
  const ArrayCapacity& capacity;
  std::int64_t taps; ///< of a part of the kernel
  std::vector<KernelPart> parts = kernelParts(window, capacity.rows, taps);
  std::int64_t nTiles = tileCount(shape.N, capacity.columns);
  std::int64_t kTiles = tileCount(shape.K, capacity.rows);

  /// Tiles of channels that a part has.
  std::int64_t tilesOf(const KernelPart& part) const {
    const std::int64_t ofLast = shape.K.count - (kTiles - 1) * capacity.rows;
    return kTiles - (ofLast > part.firstChannel ? 0 : 1);
  }
};

/// Tilings with blocks of one size: whether they fit, and their cycles.
class BlockEstimate {
public:
  BlockEstimate(const Convolution& convolution, const BlockSize& block)
      : of_(convolution), c_(convolution.capacity), block_(block),
        lines_(results().computed(block.lines, results().height)),
        columns_(results().computed(block.columns, results().width)),
        pixels_(seen(lines_, of_.window.rows) * seen(columns_, of_.window.columns)),
        blocks_(ceilDiv(results().storedHeight(), block.lines) *
                ceilDiv(results().storedWidth(), block.columns)),
        compute_(computeCycles()) {}

  /// No tiling takes fewer cycles.
  std::int64_t leastCycles() const { return blocks_ * compute_; }

  bool fits(std::int64_t n, std::int64_t k) const {
    const std::int64_t tile = n * of_.taps * c_.rows;
    return lines_ * columns_ * n <= c_.accumulatorRows / 2 && n <= c_.parameterWords / 2 &&
           pixels_ <= isa::kHalf && tile <= isa::kHalf && pixels_ * k <= c_.activationWords / 2 &&
           tile * k <= c_.weightWords / 2;
  }

  /// Blocks take the longest of what they compute, move and decode; the first one's operands come
  /// before, the last one's results go behind.
  std::int64_t cycles(std::int64_t n, std::int64_t k) const {
    const std::int64_t columnBlocks = ceilDiv(of_.nTiles, n), slabs = ceilDiv(of_.kTiles, k);
    const std::int64_t commands =
        slabs * columnBlocks * static_cast<std::int64_t>(of_.parts.size());
    const bool stays = slabs <= std::min(kMostOperandSlots, c_.activationWords / (pixels_ * k));
    const std::int64_t move =
        imageCycles() * (stays ? 1 : columnBlocks) + filterCycles() + storeCycles();
    // A CONVOLVE and the LOAD of its weights for every part; images, records, stores.
    const std::int64_t decode = kDecodeCycles * (2 * commands + columnBlocks * (slabs + 2));
    const std::int64_t block = std::max({compute_ + kArrayCommandCycles * commands, move, decode});
    return blocks_ * block + move / (slabs * columnBlocks);
  }

private:
  const Results& results() const { return of_.shape.results; }
  std::int64_t seen(std::int64_t results, std::size_t kernel) const {
    return (results - 1) * static_cast<std::int64_t>(of_.window.stride) +
           static_cast<std::int64_t>(kernel);
  }

  /// Of a block.
  std::int64_t computeCycles() const {
    const ArrayShape array{static_cast<int>(c_.rows), static_cast<int>(c_.columns)};
    std::int64_t cycles = 0;
    for (const KernelPart& part : of_.parts) {
      isa::Convolve pass;
      pass.lines = static_cast<std::uint32_t>(lines_);
      pass.columns = static_cast<std::uint32_t>(columns_);
      pass.kernelRows = static_cast<std::uint32_t>(part.rows);
      pass.taps = static_cast<std::uint32_t>(part.taps);
      pass.step = static_cast<std::uint32_t>(of_.window.stride);
      cycles +=
          of_.tilesOf(part) * of_.nTiles * arrayTiming(pass, array).period(passCycles(pass, array));
    }
    return cycles;
  }
  std::int64_t imageCycles() const {
    return pixels_ * std::max(of_.kTiles, ceilDiv(of_.shape.K.count, c_.memoryBytes));
  }
  std::int64_t filterCycles() const {
    std::int64_t bytes = 0;
    for (const KernelPart& part : of_.parts)
      bytes += of_.tilesOf(part) * of_.nTiles * part.taps * c_.rows * c_.columns;
    return ceilDiv(bytes, c_.memoryBytes);
  }
  std::int64_t storeCycles() const {
    return ceilDiv(block_.lines * block_.columns * of_.shape.N.count * of_.shape.outputBytes,
                   c_.memoryBytes);
  }

  const Convolution& of_;
  const ArrayCapacity& c_;
  BlockSize block_;
  std::int64_t lines_, columns_; ///< of results
  std::int64_t pixels_;          ///< that a block sees
  std::int64_t blocks_, compute_;
};

std::optional<ConvolutionTiling> bestWithTaps(const Convolution& convolution) {
  const auto& [shape, window, capacity, taps, parts, nTiles, kTiles] = convolution;
  const auto kSizes =
      smallestSizes(shape.K, capacity.rows, alignedTiles(capacity.busBytes, capacity.rows));
  const auto nSizes =
      smallestSizes(shape.N, capacity.columns,
                    alignedTiles(capacity.busBytes, capacity.columns * shape.outputBytes));
  std::optional<ConvolutionTiling> best;
  for (const BlockSize& block : evenBlocks(shape.results, capacity.accumulatorRows / 2)) {
    const BlockEstimate estimate(convolution, block);
    if (best && estimate.leastCycles() >= best->cycles)
      continue;
    for (const std::int64_t n : nSizes)
      for (const std::int64_t k : kSizes) {
        if (!estimate.fits(n, k))
          break; // nor does a larger one
        if (const std::int64_t cycles = estimate.cycles(n, k); !best || cycles < best->cycles)
          best = {block, n, k, taps, cycles};
      }
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
    if (const auto tiling = bestWithTaps({shape, window, capacity, taps}))
      return tiling;
  return std::nullopt;
}

} // namespace weft
