// dataflow.hpp: What stays in the cells of the array while operands and sums pass.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft::num {

/// weightStationary: the weights of a tile stay, activations and partial sums pass;
/// outputStationary: the sums of a tile stay, activations and weights pass; noLocalReuse: nothing
/// stays, activations and weights come from their buffers in every cycle; rowStationary: rows of
/// filters stay, rows of inputs move diagonally, sums vertically. All give the same sums.
enum class Dataflow : std::uint8_t {
  weightStationary,
  outputStationary,
  noLocalReuse,
  rowStationary
};

} // namespace weft::num
