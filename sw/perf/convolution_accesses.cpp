// convolution_accesses.cpp: What a command moves in the row-stationary array
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/convolution_accesses.hpp"

#include "gen/isa/ranges.hpp"
#include "gen/num/integers.hpp"

namespace weft {
namespace {

/// Words that the steps of a pass read of an image.
std::uint64_t imageReads(const isa::Convolve& c, std::uint64_t columns) {
  const std::uint64_t seen = std::uint64_t{c.columns - 1} * c.step + c.taps;
  const std::uint64_t blocks = ceilDiv<std::uint64_t>(c.lines, columns);
  return seen * ((c.lines - blocks) * c.step + blocks * c.kernelRows);
}

} // namespace

AccessCounts convolutionAccesses(const isa::Convolve& c, const Config& config) {
  const auto rows = static_cast<std::uint64_t>(config.array.rows),
             columns = static_cast<std::uint64_t>(config.array.columns);
  const std::uint64_t sumBytes = movingSumBytes(rows * isa::kMostKernelSide);
  const std::uint64_t passes = std::uint64_t{c.kTiles} * c.nTiles;
  const std::uint64_t steps = passes * c.columns * ceilDiv<std::uint64_t>(c.lines, columns);
  const std::uint64_t weights = passes * c.taps * rows, words = passes * imageReads(c, columns);
  const std::uint64_t chains = steps * columns * rows * columns; // of the taps of one sum
  const std::uint64_t results = std::uint64_t{c.nTiles} * c.lines * c.columns;
  const std::uint64_t fresh = c.accumulate != 0 ? 0 : results;
  AccessCounts counts;
  counts.macs = chains * c.taps;
  counts.registers = wordsOf(kFactors * counts.macs, kOperandBytes) +
                     wordsOf(kOutAndIn * (counts.macs - chains), sumBytes);
  counts.neighbours = wordsOf(chains, sumBytes) +
                      wordsOf((words * rows + weights * columns) * columns, kOperandBytes);
  counts.scratchpad = wordsOf(words, rows) + wordsOf(weights, columns);
  counts.buffers = kOutAndIn * (weights * columns + steps * columns * columns * sumBytes);
  counts.accumulator = wordsOf(2 * results * c.kTiles - fresh, columns * kSumBytes);
  return counts;
}

} // namespace weft
