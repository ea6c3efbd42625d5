// ram_1r1w.cpp: The leaf that every on-chip memory is made of: one read port, one write port.
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/ram_1r1w.hpp"

namespace weft {

using namespace hdl;

Ram1r1w::Ram1r1w() : Module("ram_1r1w", "memory with one read port and one write port") {
  Memory memory{this, "memory", DEPTH, WIDTH};
  Reg<Unsigned> word{this, "word_q", WIDTH};

  require(READ_LATENCY >= 1 && READ_LATENCY <= 2, "READ_LATENCY_must_be_1_or_2");
  latency(READ_LATENCY);
  clocked(clk, [&] {
    when(writeEnable, [&] { memory[writeAddress] <<= writeData; });
    when(readEnable, [&] { word <<= memory[readAddress]; });
  });
  generateIf(
      READ_LATENCY == 2, "g_output_register",
      [&] {
        Reg<Unsigned> output{this, "output_q", WIDTH};
        clocked(clk, [&] { output <<= word; });
        readData <<= output;
      },
      "g_direct", [&] { readData <<= word; });
}

} // namespace weft
