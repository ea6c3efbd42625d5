// ram_fifo.hpp: A deep queue in a RAM, with the oldest words read ahead
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// First in, first out; one word in and one out per cycle, every path registered. Holds DEPTH words
/// in a `ram_1r1w` and READ_LATENCY + 2 more in a `stream_fifo` at its exit.
struct RamFifo : hdl::Module {
  hdl::Dim WIDTH = param("WIDTH", 64, "bits of a word");
  hdl::Dim DEPTH = param("DEPTH", 64, "words of the RAM, a power of two");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "of the RAM: 1 or 2");
  hdl::Dim INDEX_W = localparam("INDEX_W", hdl::indexWidth(DEPTH), "bits of a place");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset: empties the queue"};
  hdl::StreamIn<hdl::Unsigned> in{this, "in", WIDTH, "words in"};
  hdl::StreamOut<hdl::Unsigned> out{this, "out", WIDTH, "the same words, READ_LATENCY + 2 later"};

  RamFifo();

private:
  /// Storage, the read pipeline and the queue of words read ahead.
  void readAhead(const hdl::Bit& read, const hdl::UInt& writeAddress, const hdl::UInt& readAddress);
};

} // namespace weft
