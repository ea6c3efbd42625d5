// ram_1r1w.hpp: The RAM leaf, one write port and one read port on one clock
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// DEPTH words of WIDTH bits. `rd_data_o` stands READ_LATENCY cycles after `rd_en_i`: with 1 it
/// holds until the next read; with 2 a free-running output register follows. Never cleared. A read
/// of the address that is written in the same cycle gives an unspecified word: schedules avoid it.
struct Ram1r1w : hdl::Module {
  hdl::Dim WIDTH = param("WIDTH", 32, "bits of a word");
  hdl::Dim DEPTH = param("DEPTH", 64, "words");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from rd_en_i to rd_data_o: 1 or 2");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> writeEnable{this, "wr_en_i", "write"};
  hdl::In<hdl::Unsigned> writeAddress{this, "wr_addr_i", hdl::indexWidth(DEPTH), "word to write"};
  hdl::In<hdl::Unsigned> writeData{this, "wr_data_i", WIDTH, "its new value"};
  hdl::In<hdl::Bit> readEnable{this, "rd_en_i", "read"};
  hdl::In<hdl::Unsigned> readAddress{this, "rd_addr_i", hdl::indexWidth(DEPTH), "word to read"};
  hdl::Out<hdl::Unsigned> readData{this, "rd_data_o", WIDTH, "its value, READ_LATENCY later"};

  Ram1r1w();
};

} // namespace weft
