// machine.hpp: The sizes of a configuration and its memory that decide about time
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/array_timing.hpp"
#include "gen/config/config.hpp"
#include "gen/num/attention_unit.hpp"
#include "gen/num/dataflow.hpp"
#include "gen/num/integers.hpp"

#include <cstdint>

namespace weft {

/// The memory behind the accelerator: cycles of latency; bytes per cycle that reads and writes
/// share, 0 = ideal (a full beat both ways in every cycle); chance of a refusal per channel and
/// cycle in percent, of which the mean is taken.
struct ModelMemory {
  std::int64_t latency = 1;
  std::int64_t bytes = 0;
  std::int64_t stallPercent = 0;
};

namespace timeline {

/// Everything in cycles, beats of the bus, or elements.
struct Machine {
  std::int64_t rows = 0, columns = 0; ///< of the array
  num::Dataflow dataflow = num::Dataflow::weightStationary;
  ArrayTiming array;
  std::size_t matmulsUnderWay = 0; ///< commands that may have started and not ended
  std::int64_t halfRows = 0;       ///< of the accumulator
  std::int64_t ramLatency = 0;
  std::int64_t busBytes = 0, burstBeats = 0, readsInFlight = 0;
  num::AttentionUnit attention = num::AttentionUnit::dedicated;
  bool hasNonlinear = true; ///< softmax, GELU, LayerNorm
  std::int64_t chunkKeys = 0;
  std::int64_t chunkTiles = 1;     ///< k tiles of a chunk, where attention is shared
  std::int64_t attentionLanes = 0; ///< bytes of a slice
  std::int64_t exponentCycles = 0; ///< between two rows of a chunk in the softmax
  std::int64_t exponentLevels = 0; ///< log2 of exponentials per cycle
  std::int64_t queryBlock = 0;
  std::int64_t postLanes = 0;
  std::int64_t rootCycles = 0; ///< of a reciprocal square root
  ModelMemory memory;

  std::int64_t beats(std::int64_t bytes) const { return ceilDiv(bytes, busBytes); }
  std::int64_t burstsOf(std::int64_t beats) const { return ceilDiv(beats, burstBeats); }
};

Machine machineOf(const Config& config, const ModelMemory& memory);

} // namespace timeline
} // namespace weft
