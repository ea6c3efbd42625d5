// convolve_model.hpp: The convolution that a CONVOLVE command asks for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/accumulator/accumulator_model.hpp"
#include "gen/blocks/array_timing.hpp"
#include "gen/blocks/scratchpad/scratchpad_model.hpp"
#include "gen/isa/commands.hpp"

namespace weft {

/// Words between the first and the last word of an image, both included, that a command sees of one
/// k tile.
std::uint64_t imageWords(const isa::Convolve& command);

/// True when all words and rows that a CONVOLVE names (isa::Convolve has the formula) lie inside
/// the memories, its kernel rows and first channel inside the array, and no sum of its own products
/// can leave int32; the engine answers BAD_FIELD otherwise. The fields must be in the ranges that
/// gen/isa gives.
bool isInside(const isa::Convolve& command, ArrayShape shape, const ScratchpadModel& scratchpad,
              const AccumulatorModel& accumulator);

/// Executes a command whose addresses are inside. Throws InternalError when an address or a sum
/// leaves its range.
void runConvolve(const isa::Convolve& command, ArrayShape shape, const ScratchpadModel& scratchpad,
                 AccumulatorModel& accumulator);

/// Cycles in which the steps of a pass (a k tile of an n tile) begin: those of all taps of all
/// filters for results of up to `shape.columns` lines at once, or one for each word of the image
/// that these blocks of lines see. What one block reads ahead while another is summed evens out.
std::int64_t passCycles(const isa::Convolve& command, ArrayShape shape);

/// The time of the array when it convolves, a vector being a cycle of `passCycles`.
ArrayTiming arrayTiming(const isa::Convolve& command, ArrayShape shape);

/// Cycles of the passes of a command, back to back.
std::int64_t convolveCycles(const isa::Convolve& command, ArrayShape shape);

/// The product as a convolution: every row of activations a line of one pixel.
isa::Convolve asConvolution(const isa::Matmul& command);

} // namespace weft
