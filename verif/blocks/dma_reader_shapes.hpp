// dma_reader_shapes.hpp: Elaborations of the reader for its bench
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/dma_reader/dma_reader.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

/// Narrow, usual and wide buses, both RAM latencies, long and short bursts, and a queue so deep
/// that a number of beats is wider than a burst's length.
inline std::vector<BenchShape> dmaReaderShapes() {
  const auto build = [] { return std::make_shared<DmaReader>(); };
  return {{"bus8", build, {{"BUS_BYTES", 8}, {"ADDR_W", 32}}},
          {"bus16", build, {{"READ_LATENCY", 2}}},
          {"bus64",
           build,
           {{"BUS_BYTES", 64}, {"ADDR_W", 64}, {"BURST_BEATS", 4}, {"READS_IN_FLIGHT", 8}}},
          {"deep", build, {{"BUS_BYTES", 8}, {"BURST_BEATS", 64}, {"READS_IN_FLIGHT", 64}}}};
}

} // namespace weft
