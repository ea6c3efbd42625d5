// ram_1r1w.hpp: The leaf that every on-chip memory is made of: one read port, one write port.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// DEPTH words of WIDTH bits. `rd_data_o` is valid READ_LATENCY (1 or 2) cycles after `rd_en_i` and,
/// with READ_LATENCY 1, stays until the next read. Never cleared. Reading the address that is being
/// written gives an unspecified word: the schedules of the users exclude it.
struct Ram1r1w : hdl::Module {
  hdl::Dim WIDTH = param("WIDTH", 32, "bits of a word");
  hdl::Dim DEPTH = param("DEPTH", 1024, "words");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from read to data: 1 or 2");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> writeEnable{this, "wr_en_i", "write"};
  hdl::In<hdl::Unsigned> writeAddress{this, "wr_addr_i", hdl::indexWidth(DEPTH), "word to write"};
  hdl::In<hdl::Unsigned> writeData{this, "wr_data_i", WIDTH, "its new value"};
  hdl::In<hdl::Bit> readEnable{this, "rd_en_i", "read"};
  hdl::In<hdl::Unsigned> readAddress{this, "rd_addr_i", hdl::indexWidth(DEPTH), "word to read"};
  hdl::Out<hdl::Unsigned> readData{this, "rd_data_o", WIDTH, "its value"};

  Ram1r1w();
};

} // namespace weft
