// stream_fifo.hpp: A small queue in flip-flops
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// First in, first out; every path is registered. The words move down as the oldest one leaves, so
/// that it always stands in the same place. DEPTH 2 is the register stage that cuts valid, data and
/// ready at full rate.
struct StreamFifo : hdl::Module {
  hdl::Dim WIDTH = param("WIDTH", 32, "bits of a word");
  hdl::Dim DEPTH = param("DEPTH", 2, "words, at least 2");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset: empties the queue"};
  hdl::StreamIn<hdl::Unsigned> in{this, "in", WIDTH, "words in"};
  hdl::StreamOut<hdl::Unsigned> out{this, "out", WIDTH, "the same words"};

  StreamFifo();
};

} // namespace weft
