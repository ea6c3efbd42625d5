// derived.hpp: Sizes that follow from a configuration.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "gen/num/machine_kind.hpp"
#include "gen/num/nonlinear.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace weft {

/// Records of the parameter RAM (bias and scale of one column block), in words of all columns.
inline constexpr int kParameterWords = 64;

/// Bursts of commands that may be on their way. Slots are short: a few keep the command processor
/// supplied.
inline constexpr int kFetchReadsInFlight = 4;

/// Words of `rows` bytes in the activation half of the scratchpad.
inline int activationWords(const Config& config) {
  return config.scratchpad.kib * 512 / config.array.rows;
}

/// Words of `columns` bytes in the weight half of the scratchpad.
inline int weightWords(const Config& config) {
  return config.scratchpad.kib * 512 / config.array.columns;
}

/// Rows of `columns` int32 sums in both halves of the accumulator together.
inline int accumulatorRows(const Config& config) {
  return config.accumulator.kib * 256 / config.array.columns;
}

/// Tiles of `tileBytes` bytes of which a multiple begins at a multiple of the bus width.
constexpr std::int64_t alignedTiles(std::int64_t busBytes, std::int64_t tileBytes) {
  return busBytes / std::gcd(busBytes, tileBytes);
}

/// Multiply-accumulates of the array per cycle.
inline int arrayMacsPerCycle(const Config& config) {
  return config.array.rows * config.array.columns;
}

/// The approximations that numerics.nonlinear names.
inline num::Nonlinear nonlinearChoice(const Config& config) {
  return config.numerics.nonlinear == "ibert" ? num::Nonlinear::ibert : num::Nonlinear::accurate;
}

/// What stays in the cells of the array, as array.dataflow names it.
inline num::Dataflow dataflowOf(const Config& config) {
  if (config.array.dataflow == "nlr")
    return num::Dataflow::noLocalReuse;
  if (config.array.dataflow == "rs")
    return num::Dataflow::rowStationary;
  return config.array.dataflow == "os" ? num::Dataflow::outputStationary
                                       : num::Dataflow::weightStationary;
}

/// Whether the array convolves images as they lie (CONVOLVE), not only matrices.
inline bool hasConvolutions(const Config& config) {
  return dataflowOf(config) == num::Dataflow::rowStationary;
}

/// Where attention is multiplied, as attention.engine names it.
inline num::AttentionUnit attentionUnit(const Config& config) {
  if (config.attention.engine == "none")
    return num::AttentionUnit::none;
  return config.attention.engine == "shared" ? num::AttentionUnit::shared
                                             : num::AttentionUnit::dedicated;
}

/// What its commands depend on.
inline num::MachineKind machineKind(const Config& config) {
  return {attentionUnit(config), dataflowOf(config)};
}

/// Whether queries meet keys on the array.
inline bool attendsOnArray(const Config& config) {
  return num::kArrayUnits.contains(attentionUnit(config));
}

/// Whether softmax, GELU and layer normalisation are hardware; else the host computes them.
inline bool hasNonlinear(const Config& config) {
  return num::kNonlinearUnits.contains(attentionUnit(config));
}

/// Bytes of a key (QK) or value (SV) that are multiplied per cycle, for all keys of a chunk on a
/// dedicated engine.
inline int attentionLanes(const Config& config) {
  return attendsOnArray(config) ? config.array.rows
                                : config.attention.multipliers / config.attention.chunk;
}

/// Multiply-accumulates of scores and of weighted values together per cycle.
inline int attentionMacsPerCycle(const Config& config) {
  return attendsOnArray(config) ? arrayMacsPerCycle(config) : 2 * config.attention.multipliers;
}

/// Multiply-accumulates of array and attention units together per cycle.
inline int peakMacsPerCycle(const Config& config) {
  return arrayMacsPerCycle(config) + (attendsOnArray(config) ? 0 : attentionMacsPerCycle(config));
}

/// Exponentials per cycle within one chunk: no more than the accumulator gives and the scratchpad
/// takes where the softmax stands between them.
inline int chunkExponentLanes(const Config& config) {
  const int lanes = std::min(config.attention.exponentLanes, config.attention.chunk);
  return attentionUnit(config) == num::AttentionUnit::shared
             ? std::min({lanes, config.array.rows, config.array.columns})
             : lanes;
}

/// Bytes of the longest AXI burst.
inline int burstBytes(const Config& config) { return config.bus.bytes * config.bus.burstBeats; }

} // namespace weft
