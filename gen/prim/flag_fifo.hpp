// flag_fifo.hpp: A deep queue of single bits
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// First in, first out, one bit a place: what is remembered of each burst in flight. A bit stands
/// still and the places are counted, so that a place is one flip-flop.
struct FlagFifo : hdl::Module {
  hdl::Dim DEPTH = param("DEPTH", 64, "places, a power of two");
  hdl::Dim INDEX_W = localparam("INDEX_W", clog2(DEPTH), "bits of a place");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset: empties the queue"};
  hdl::StreamIn<hdl::Unsigned> in{this, "in", 1, "flags in"};
  hdl::StreamOut<hdl::Unsigned> out{this, "out", 1, "the same flags"};
  hdl::Out<hdl::Unsigned> used{this, "used_o", INDEX_W + 1, "flags inside"};

  FlagFifo();
};

} // namespace weft
