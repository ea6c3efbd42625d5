// machine.cpp: The sizes of a configuration and its memory that decide about time
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/machine.hpp"

#include "gen/config/derived.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <bit>

namespace weft::timeline {

Machine machineOf(const Config& config, const ModelMemory& memory) {
  const int exponentLanes = chunkExponentLanes(config);
  const bool isShared = attentionUnit(config) == num::AttentionUnit::shared;
  const bool accurate = nonlinearChoice(config) == num::Nonlinear::accurate;
  return {.rows = config.array.rows,
          .columns = config.array.columns,
          .dataflow = dataflowOf(config),
          .array = arrayTiming({config.array.rows, config.array.columns}, dataflowOf(config)),
          .matmulsUnderWay = static_cast<std::size_t>(matmulsUnderWay(dataflowOf(config))),
          .halfRows = accumulatorRows(config) / 2,
          .ramLatency = config.ram.readLatency,
          .busBytes = config.bus.bytes,
          .burstBeats = config.bus.burstBeats,
          .readsInFlight = config.bus.readsInFlight,
          .attention = attentionUnit(config),
          .hasNonlinear = hasNonlinear(config),
          .chunkKeys = config.attention.chunk,
          .chunkTiles = isShared ? config.attention.chunk / config.array.rows : 1,
          .attentionLanes = attentionLanes(config),
          .exponentCycles = config.attention.chunk / exponentLanes,
          .exponentLevels = std::countr_zero(static_cast<unsigned>(exponentLanes)),
          .queryBlock = config.attention.queryBlock,
          .postLanes = config.post.lanes,
          .rootCycles = accurate ? kAccurateRootCycles : kIbertRootCycles,
          .memory = memory};
}

} // namespace weft::timeline
