// row_stationary_array_layers.hpp: Convolutions for a bench of the array, and what comes of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/row_stationary_array/row_stationary_array_model.hpp"
#include "gen/num/random.hpp"

#include <cstdint>
#include <deque>
#include <vector>

namespace weft {

using Bytes = std::vector<std::int8_t>;

/// Rows and taps of a kernel, the input lines and columns between two outputs, and the byte of a
/// word that is its first channel.
struct Kernel {
  unsigned rows, taps, step, firstChannel = 0;
};

/// Up to as many output lines as the array has columns, all columns of them.
struct LineBlock {
  unsigned lines, columns;
  std::vector<Bytes> pixels; ///< word of (line, column), columns fastest

  unsigned inputLines(const Kernel& kernel) const {
    return (lines - 1) * kernel.step + kernel.rows;
  }
  unsigned inputColumns(const Kernel& kernel) const {
    return (columns - 1) * kernel.step + kernel.taps;
  }
  const Bytes& pixel(const Kernel& kernel, unsigned line, unsigned column) const {
    return pixels[line * inputColumns(kernel) + column];
  }
};

/// Weights that stay while line blocks pass: word i of tile s is of array row i and tap s.
struct Pass {
  std::vector<std::vector<Bytes>> tiles;
  std::vector<LineBlock> blocks;
};

/// Passes of one kernel.
struct Layer {
  Kernel kernel;
  std::vector<Pass> passes;

  std::size_t channelOf(ArrayShape shape, unsigned arrayRow) const {
    return (kernel.firstChannel + arrayRow / kernel.rows) % static_cast<unsigned>(shape.rows);
  }

  /// Sums of the output lines of a step, [lines x filters].
  std::vector<std::vector<std::int32_t>> step(ArrayShape shape, const Pass& pass,
                                              const LineBlock& block, unsigned column) const {
    std::vector<std::vector<std::int32_t>> rows;
    for (unsigned e = 0; e < block.lines; ++e) {
      std::vector<std::int32_t> sums(static_cast<std::size_t>(shape.columns));
      for (unsigned s = 0; s < kernel.taps; ++s)
        for (unsigned i = 0; i < static_cast<unsigned>(shape.rows); ++i)
          for (std::size_t n = 0; n < sums.size(); ++n)
            sums[n] +=
                pass.tiles[s][i][n] * block.pixel(kernel, e * kernel.step + i % kernel.rows,
                                                  column * kernel.step + s)[channelOf(shape, i)];
      rows.push_back(std::move(sums));
    }
    return rows;
  }
};

/// Draws layers. `extreme`: values whose sums grow fastest.
class LayerSource {
public:
  LayerSource(ArrayShape shape, std::uint64_t seed) : shape_(shape), random_(seed) {}

  Bytes bytes(std::size_t count, bool extreme = false) {
    Bytes bytes(count);
    for (std::int8_t& byte : bytes)
      byte = static_cast<std::int8_t>(extreme ? -128 : random_.uniform(-128, 127));
    return bytes;
  }

  LineBlock block(const Kernel& kernel, unsigned lines, unsigned columns, bool extreme = false) {
    LineBlock block{lines, columns, {}};
    const unsigned pixels = block.inputLines(kernel) * block.inputColumns(kernel);
    for (unsigned i = 0; i < pixels; ++i)
      block.pixels.push_back(bytes(static_cast<std::size_t>(shape_.rows), extreme));
    return block;
  }

  Pass pass(const Kernel& kernel, const std::vector<LineBlock>& blocks, bool extreme = false) {
    Pass pass{{}, blocks};
    for (unsigned s = 0; s < kernel.taps; ++s) {
      pass.tiles.emplace_back();
      for (int i = 0; i < shape_.rows; ++i)
        pass.tiles.back().push_back(bytes(static_cast<std::size_t>(shape_.columns), extreme));
    }
    return pass;
  }

  /// Whole blocks of lines and a ragged one.
  Pass randomPass(const Kernel& kernel) {
    const auto columns = static_cast<unsigned>(random_.uniform(1, 4));
    std::vector<LineBlock> blocks;
    for (auto whole = random_.below(2); whole > 0; --whole)
      blocks.push_back(block(kernel, static_cast<unsigned>(shape_.columns), columns));
    blocks.push_back(block(kernel, drawUpTo(shape_.columns), columns));
    return pass(kernel, blocks);
  }

  Layer randomLayer(const Kernel& kernel) {
    Layer layer{kernel, {}};
    for (auto passes = random_.uniform(1, 4); passes > 0; --passes)
      layer.passes.push_back(randomPass(kernel));
    return layer;
  }

  unsigned drawUpTo(int most) { return static_cast<unsigned>(random_.uniform(1, most)); }
  Kernel randomKernel() {
    const int mostRows = std::min(kMostKernelRows, shape_.rows);
    return {drawUpTo(mostRows), drawUpTo(kMostKernelTaps), drawUpTo(kMostLineStep),
            drawUpTo(shape_.rows) - 1};
  }

private:
  ArrayShape shape_;
  num::Random random_;
};

} // namespace weft
