// window_loads.hpp: What a block of a convolution's results sees of the image, as LOAD commands.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/commands.hpp"
#include "sw/compiler/layout.hpp"
#include "sw/compiler/result_blocks.hpp"

#include <cstdint>

namespace weft {

struct WindowLoad {
  isa::Load command;
  Extent pixels, channels; ///< that it reads, and some pixels between
};

/// im2col by addresses: for one place of the kernel, the pixel that each result of `block` sees
/// there, result by result. Pixels outside the image are zeros that are not read.
class WindowLoads {
public:
  /// All must outlive this. `place` is the image's.
  WindowLoads(const Window& window, const Placement& place, const ResultBlock& block)
      : window_(window), place_(place), block_(block) {}

  /// Channels `piece` of K, of one place of the kernel, to activation words from `start` on.
  WindowLoad of(const Piece& piece, std::int64_t start) const;

private:
  const Window& window_;
  const Placement& place_;
  const ResultBlock& block_;
};

} // namespace weft
