// commands.hpp: One struct for each command, and its 32-bit words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/format.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/isa/values.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace weft::isa {

/// Tokens that a command waits for (takes one of each) and signals when done (adds one to each),
/// one bit a token.
struct Tokens {
  std::uint32_t wait = 0;
  std::uint32_t signal = 0;
};

/// Memory -> scratchpad or parameter RAM. Runs of `bytes` at offset + i1*stride1 + i2*stride2 +
/// i3*stride3 (i1 fastest) go to words start + word*wordStep + i1*step1 + i2*step2 + i3*step3. The
/// first `zeroFirst` and the last `zeroLast` rounds of levels 1 and 2 are not read: zeros go there.
struct Load {
  std::uint32_t base = 0;
  LoadTo destination = LoadTo::activations;
  std::uint32_t offset = 0, bytes = 0;
  std::uint32_t count1 = 1, count2 = 1, count3 = 1;
  std::int32_t stride1 = 0, stride2 = 0, stride3 = 0;
  std::uint32_t start = 0, wordStep = 1, step1 = 0, step2 = 0, step3 = 0;
  std::uint32_t zeroFirst1 = 0, zeroLast1 = 0, zeroFirst2 = 0, zeroLast2 = 0;
};

/// Array: accumulator += activations * weights, all k tiles of all n tiles.
struct Matmul {
  std::uint32_t accumulate = 0, activationSigned = 1, weightSigned = 1, weightBits = kWeightBits;
  std::uint32_t rows = 1, kTiles = 1, nTiles = 1;
  std::uint32_t activationStart = 0, activationStride = 0;
  std::uint32_t weightStart = 0, weightKStride = 0, weightNStride = 0;
  std::uint32_t accumulatorStart = 0, accumulatorStride = 0;
};

/// Accumulator -> bias, scale, activation -> memory; count1*count2*count3 rows of `columns` values.
/// To the scratchpad instead: word w of row r goes to start + w*wordStep + r.
struct Store {
  std::uint32_t base = 0;
  StoreTo destination = StoreTo::memory;
  OutputType type = OutputType::int8;
  Activation activation = Activation::none;
  std::uint32_t offset = 0, columns = 1;
  std::uint32_t count1 = 1, count2 = 1, count3 = 1;
  std::int32_t stride1 = 0, stride2 = 0, stride3 = 0;
  std::uint32_t accumulatorStart = 0, accumulatorStride = 0, parameterStart = 0, secondScale = 0;
  std::uint32_t start = 0, wordStep = 0;
};

/// Accumulator -> bias, scale, activation -> largest int8 value of each window -> memory. Output r
/// = py*count1 + px, placed as row r of a Store, is the maximum over dy, dx < window of row clamp(2
/// py - padTop + dy, 0, sourceRows - 1) * sourceColumns + clamp(2 px - padLeft + dx, 0,
/// sourceColumns - 1) of the block.
struct Pool {
  std::uint32_t base = 0;
  Activation activation = Activation::none; ///< none or relu
  std::uint32_t offset = 0, columns = 1;
  std::uint32_t count1 = 1, count2 = 1, count3 = 1;
  std::int32_t stride1 = 0, stride2 = 0, stride3 = 0;
  std::uint32_t accumulatorStart = 0, accumulatorStride = 0, parameterStart = 0;
  std::uint32_t sourceRows = 1, sourceColumns = 1;
  std::uint32_t window = kLeastWindow, padTop = 0, padLeft = 0;
};

/// softmax(q k^T) v for `heads` heads, memory to memory. `queries` and `keys` count unless a
/// run-time scalar gives the length.
struct Attention {
  std::uint32_t qBase = 0, kBase = 0, vBase = 0, outBase = 0;
  std::uint32_t qOffset = 0, kOffset = 0, vOffset = 0, outOffset = 0;
  std::uint32_t qPitch = 0, kvPitch = 0, outPitch = 0;
  std::uint32_t queries = 1, keys = 1, headSize = 1, heads = 1;
  MaskKind mask = MaskKind::none;
  LengthFrom queriesScalar = LengthFrom::immediate, keysScalar = LengthFrom::immediate;
  std::uint32_t valid = 0;
  std::uint32_t scoreScale = 0, outputScale = 0;
  std::uint32_t qHeadStride = 0, kvHeadStride = 0, outHeadStride = 0, queryHeadsPerKvHead = 1;
};

/// Row-wise softmax of int32 scores on the attention engine.
struct Softmax {
  std::uint32_t scoresBase = 0, pBase = 0, exponentsBase = 0, sumsBase = 0;
  std::uint32_t scoresOffset = 0, pOffset = 0, exponentsOffset = 0, sumsOffset = 0;
  std::uint32_t scoresPitch = 0, pPitch = 0, exponentsPitch = 0;
  std::uint32_t rows = 1, columns = 1, sumsPitch = 0, scoreScale = 0;
};

/// Residual addition and layer normalisation, memory to memory. Operands are int16, or int8 where
/// `a8` or `residual8` is 1; `relu` takes the positive part of the sum.
struct Post {
  std::uint32_t aBase = 0, residualBase = 0, out16Base = 0, out8Base = 0;
  std::uint32_t aOffset = 0, residualOffset = 0, out16Offset = 0, out8Offset = 0;
  std::uint32_t aPitch = 0, residualPitch = 0, out16Pitch = 0, out8Pitch = 0;
  std::uint32_t rows = 1, columns = 1;
  std::uint32_t residual = 0, normalise = 0, write16 = 0, write8 = 0;
  std::uint32_t a8 = 0, residual8 = 0, relu = 0;
  std::uint32_t gammaBetaBase = 0, gammaBetaOffset = 0, scaleA = 0, scaleResidual = 0;
  std::uint32_t epsilonLow = 0, epsilonHigh = 0, gammaShift = 0, scale8 = 0;
};

/// Memory -> weights of the scratchpad, turned: runs as those of Load, at most COLUMNS of them
/// innermost. Byte d of run (i1, i2, i3) goes to lane i1 of word start + i2*step2 + i3*step3 + d.
struct Transpose {
  std::uint32_t base = 0;
  std::uint32_t offset = 0, bytes = 0;
  std::uint32_t count1 = 1, count2 = 1, count3 = 1;
  std::int32_t stride1 = 0, stride2 = 0, stride3 = 0;
  std::uint32_t start = 0, step2 = 0, step3 = 0;
};

/// Array: values weighted by probabilities, as Matmul, but n tiles outer, k tiles inner, and a row
/// of sums is aligned with its chunk before they are added: see gen/blocks/accumulator.
struct Weigh {
  std::uint32_t accumulate = 0;
  std::uint32_t rows = 1, kTiles = 1, nTiles = 1;
  std::uint32_t activationStart = 0, activationStride = 0;
  std::uint32_t weightStart = 0, weightKStride = 0, weightNStride = 0;
  std::uint32_t accumulatorStart = 0, accumulatorStride = 0;
};

/// Accumulator -> online softmax -> activations: the probabilities of `rows` queries for `keys`
/// keys. Row m sees the first clamp(visible + causal m, 0, keys) of them and is row rowStart + m of
/// those that the softmax remembers, from this command on if `first`.
struct Probabilities {
  std::uint32_t accumulatorStart = 0, accumulatorStride = 0;
  std::uint32_t activationStart = 0, activationStride = 0;
  std::uint32_t rows = 1, keys = 1;
  std::int32_t visible = 0;
  std::uint32_t causal = 0, first = 0, rowStart = 0, scoreScale = 0;
};

/// Accumulator -> divided by the sums of the rows -> int8 in memory or scratchpad, as Store. Row r
/// is divided by what the softmax remembers of row rowStart + r.
struct Divide {
  std::uint32_t base = 0;
  StoreTo destination = StoreTo::memory;
  std::uint32_t offset = 0, columns = 1;
  std::uint32_t count1 = 1, count2 = 1, count3 = 1;
  std::int32_t stride1 = 0, stride2 = 0, stride3 = 0;
  std::uint32_t accumulatorStart = 0, accumulatorStride = 0, rowStart = 0, outputScale = 0;
  std::uint32_t start = 0, wordStep = 0;
};

/// Array: a convolution with ROWS / kernelRows channels of each of `kTiles` words of a pixel, from
/// `firstChannel` on. Sum (e, x) of n tile n, e < lines, x < columns, gathers in accumulator row
/// accumulatorStart + n*accumulatorStride + e*columns + x. To it array row i < ROWS adds, for all
/// k < kTiles, s < taps, byte (firstChannel + i / kernelRows) % ROWS of word activationStart +
/// k*activationStride + (e*step + i % kernelRows)*lineWords + x*step + s, times weight word
/// weightStart + k*weightKStride + n*weightNStride + s*ROWS + i.
struct Convolve {
  std::uint32_t accumulate = 0;
  std::uint32_t lines = 1, columns = 1, kTiles = 1, nTiles = 1;
  std::uint32_t activationStart = 0, activationStride = 0;
  std::uint32_t weightStart = 0, weightKStride = 0, weightNStride = 0;
  std::uint32_t accumulatorStart = 0, accumulatorStride = 0;
  std::uint32_t kernelRows = 1, taps = 1, step = 1, firstChannel = 0, lineWords = 1;
};

/// Stops with WRONG_HASH unless the two words are the configuration's hash registers.
struct Check {
  std::uint32_t hashLow = 0, hashHigh = 0;
};

/// The words of a command, a whole number of slots. Throws InternalError, naming command, field,
/// value and range, when a member does not fit its field or a mask has more than 24 bits.
template <class Command>
std::vector<std::uint32_t> encode(const Command& command, const Tokens& tokens = {});

/// The members that `words` hold. Throws InternalError when the opcode or length is another's.
template <class Command> Command decode(std::span<const std::uint32_t> words);

/// The masks in the header of a command.
Tokens decodeTokens(std::span<const std::uint32_t> words);

/// The format of a command struct.
template <class Command> const CommandFormat& formatOf();

} // namespace weft::isa
