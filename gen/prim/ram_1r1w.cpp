// ram_1r1w.cpp: The RAM leaf, one write port and one read port on one clock
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/ram_1r1w.hpp"

namespace weft {

using namespace hdl;

Ram1r1w::Ram1r1w() : Module("ram_1r1w", "memory with one write port and one read port") {
  require(READ_LATENCY >= 1 && READ_LATENCY <= 2, "READ_LATENCY_must_be_1_or_2");
  latency(READ_LATENCY);
  Memory words{this, "words", DEPTH, WIDTH};
  Reg<Unsigned> read{this, "read_q", WIDTH};
  clocked(clk, [&] {
    when(writeEnable, [&] { words[writeAddress] <<= writeData; });
    when(readEnable, [&] { read <<= words[readAddress]; });
  });
  generateIf(
      READ_LATENCY == 2, "g_registered",
      [&] {
        Reg<Unsigned> output{this, "output_q", WIDTH};
        clocked(clk, [&] { output <<= read; });
        readData <<= output;
      },
      "g_direct", [&] { readData <<= read; });
}

} // namespace weft
