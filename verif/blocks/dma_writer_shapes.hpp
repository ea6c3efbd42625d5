// dma_writer_shapes.hpp: Elaborations of the writer for its bench
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/dma_writer/dma_writer.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

/// Narrow, usual and wide buses, both RAM latencies, long and short bursts.
inline std::vector<BenchShape> dmaWriterShapes() {
  const auto build = [] { return std::make_shared<DmaWriter>(); };
  return {{"bus8", build, {{"BUS_BYTES", 8}, {"ADDR_W", 32}}},
          {"bus16", build, {{"READ_LATENCY", 2}}},
          {"bus64",
           build,
           {{"BUS_BYTES", 64}, {"ADDR_W", 64}, {"BURST_BEATS", 4}, {"WRITES_IN_FLIGHT", 4}}}};
}

} // namespace weft
