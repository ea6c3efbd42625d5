// prim_shapes.hpp: Elaborations of the small cells for their bench
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/shape.hpp"
#include "gen/prim/beats_to_words.hpp"
#include "gen/prim/burst_splitter.hpp"
#include "gen/prim/flag_fifo.hpp"
#include "gen/prim/ram_fifo.hpp"
#include "gen/prim/round_robin.hpp"
#include "gen/prim/stream_fifo.hpp"
#include "gen/prim/strided_walker.hpp"
#include "gen/prim/words_to_beats.hpp"

namespace weft {

/// Queues of every kind, width converters in both directions and without change.
inline std::vector<BenchShape> primShapes() {
  const auto fifo = [] { return std::make_shared<RamFifo>(); };
  const auto words = [] { return std::make_shared<BeatsToWords>(); };
  const auto beats = [] { return std::make_shared<WordsToBeats>(); };
  const auto sizes = [](int bus, int word) {
    return hdl::Configuration{{"BUS_BYTES", bus}, {"WORD_BYTES", word}};
  };
  return {{"fifo_latency1", fifo, {{"WIDTH", 16}, {"DEPTH", 8}}},
          {"fifo_latency2", fifo, {{"WIDTH", 16}, {"DEPTH", 32}, {"READ_LATENCY", 2}}},
          {"fifo_registers",
           [] { return std::make_shared<StreamFifo>(); },
           {{"WIDTH", 16}, {"DEPTH", 3}}},
          {"fifo_flags", [] { return std::make_shared<FlagFifo>(); }, {{"DEPTH", 8}}},
          {"words_wider", words, sizes(8, 32)},
          {"words_equal", words, sizes(16, 16)},
          {"words_narrower", words, sizes(32, 4)},
          {"beats_wider", beats, sizes(32, 4)},
          {"beats_equal", beats, sizes(16, 16)},
          {"beats_narrower", beats, sizes(8, 64)},
          {"round_robin5", [] { return std::make_shared<RoundRobin>(); }, {{"CLIENTS", 5}}},
          {"walker", [] { return std::make_shared<StridedWalker>(); }, {}},
          {"splitter", [] { return std::make_shared<BurstSplitter>(); }, {}}};
}

} // namespace weft
