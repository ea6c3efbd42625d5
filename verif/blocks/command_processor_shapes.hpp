// command_processor_shapes.hpp: Elaborations of the command processor for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/command_processor/command_processor.hpp"
#include "gen/hdl/shape.hpp"

#include <vector>

namespace weft {

/// Two words, four words and a whole slot per beat; slow RAMs; small queues.
inline std::vector<BenchShape> commandProcessorShapes() {
  const auto build = [] { return std::make_shared<CommandProcessor>(); };
  return {{"bus8", build, {{"BUS_BYTES", 8}, {"ADDR_W", 32}}},
          {"bus16", build, {{"READ_LATENCY", 2}}},
          {"bus64", build, {{"BUS_BYTES", 64}, {"ADDR_W", 64}, {"QUEUE_WORDS", 128}}}};
}

} // namespace weft
