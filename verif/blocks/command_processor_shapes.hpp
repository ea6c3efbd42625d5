// command_processor_shapes.hpp: Elaborations of the command processor for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/command_processor/command_processor.hpp"
#include "gen/hdl/shape.hpp"

#include <vector>

namespace weft {

/// Bits of the benches' tokens, and what they count to.
inline constexpr int kBenchTokenBits = 8;
inline constexpr std::uint32_t kBenchMostOfAToken = (1U << kBenchTokenBits) - 1;

/// Two words, four words and a whole slot per beat; slow RAMs; small queues; counts of tokens that
/// a test can pass.
inline std::vector<BenchShape> commandProcessorShapes() {
  const auto build = [] {
    return std::make_shared<CommandProcessor>(num::AttentionUnit::dedicated);
  };
  const auto tokens = std::pair<std::string, int>{"TOKEN_W", kBenchTokenBits};
  return {{"bus8", build, {{"BUS_BYTES", 8}, {"ADDR_W", 32}, tokens}},
          {"bus16", build, {{"READ_LATENCY", 2}, tokens}},
          {"bus64", build, {{"BUS_BYTES", 64}, {"ADDR_W", 64}, {"QUEUE_WORDS", 128}, tokens}}};
}

} // namespace weft
