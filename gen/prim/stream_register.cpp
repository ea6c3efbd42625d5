// stream_register.cpp: one word between two streams; cuts valid and data
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/stream_register.hpp"

namespace weft {

using namespace hdl;

StreamRegister::StreamRegister()
    : Module("stream_register", "registers valid and data of a stream") {
  latency(1);
  Reg<Bit> full{this, "full_q"};
  Reg<Unsigned> word{this, "word_q", WIDTH};
  in.ready <<= !full || out.ready;
  clocked(clk, reset, {full}, [&] {
    when(in.ready, [&] { full <<= in.valid; });
    when(in.fire(), [&] { word <<= in.data; });
  });
  out.valid <<= full;
  out.data <<= word;
}

} // namespace weft
