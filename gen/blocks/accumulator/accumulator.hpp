// accumulator.hpp: Int32 sums beside the array: add on write, two halves.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Sizes that a configuration gives (gen/config/derived.hpp).
struct AccumulatorShape {
  int columns = 16;
  int halfRows = 2048; ///< of each half; the upper half starts at the next power of two
  int readLatency = 1;
};

/// The array announces a row (`add_*_i`) and brings its data READ_LATENCY cycles later; the store
/// engine reads rows through a port that yields to the array, half by half. README.md states how
/// long a row must rest before it is announced again.
struct Accumulator : hdl::Module {
  AccumulatorShape shape;
  hdl::Dim COLUMNS = param("COLUMNS", shape.columns, "sums in a row");
  hdl::Dim HALF_ROWS = param("HALF_ROWS", shape.halfRows, "rows of each half");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", shape.readLatency, "cycles from read to data");
  hdl::Dim SUM_W = param("SUM_W", 32, "bits of a sum");
  hdl::Dim HALF_W = localparam("HALF_W", hdl::indexWidth(HALF_ROWS), "address bits in a half");
  hdl::Dim ADDRESS_W = localparam("ADDRESS_W", HALF_W + 1, "bits of a row address");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};

  hdl::In<hdl::Bit> addValid{this, "add_valid_i", "the array announces a row"};
  hdl::In<hdl::Bit> addOverwrite{this, "add_overwrite_i", "replace the row instead of adding"};
  hdl::In<hdl::Unsigned> addAddress{this, "add_address_i", ADDRESS_W, "the row"};
  hdl::In<hdl::Bit> addDataValid{this, "add_data_valid_i", "its data, READ_LATENCY cycles later"};
  hdl::InGrid<hdl::Signed> addData{this, "add_data_i", {COLUMNS}, SUM_W, "one value per column"};

  hdl::In<hdl::Bit> readValid{this, "rd_valid_i", "the store engine asks for a row"};
  hdl::Out<hdl::Bit> readReady{this, "rd_ready_o", "the array leaves the row's half alone"};
  hdl::In<hdl::Unsigned> readAddress{this, "rd_address_i", ADDRESS_W, "the row"};
  hdl::Out<hdl::Bit> readDataValid{this, "rd_data_valid_o", "it leaves READ_LATENCY cycles later"};
  hdl::OutGrid<hdl::Signed> readData{this, "rd_data_o", {COLUMNS}, SUM_W, "one sum per column"};

  explicit Accumulator(AccumulatorShape sizes);

private:
  struct Nets;
  void arbitrate(Nets& nets);
  void followRequests(Nets& nets);
  void connectHalves(Nets& nets);
  void addRows(Nets& nets);
};

} // namespace weft
