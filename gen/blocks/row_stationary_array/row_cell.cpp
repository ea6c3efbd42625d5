// row_cell.cpp: One cell of the row-stationary array: a row of taps, a row of inputs, a sum.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/row_stationary_array/row_cell.hpp"

#include "gen/prim/ram_1r1w.hpp"

namespace weft {

using namespace hdl;

RowCell::RowCell()
    : Module("row_cell", "one cell of the row-stationary array: taps, inputs and a sum") {
  Wire<Unsigned> tapRead{this, "tap_read", DATA_W}, columnRead{this, "column_read", DATA_W};
  Reg<Bit> firstRead{this, "first_q", "they are of the first tap"};
  Reg<Signed> sumHeld{this, "sum_q", SUM_W, "products of the filter, on the sum from below"};
  Wire<Signed> product{this, "product", 2 * DATA_W};
  Wire<Signed> base{this, "base", SUM_W, "what the product is added to"};

  require(SUM_W > 2 * DATA_W, "SUM_W_must_exceed_a_product");
  keepOperands(tapRead, columnRead);
  section();
  product <<= tapRead.asSigned() * columnRead.asSigned();
  base <<= mux(firstRead, sum, sumHeld);
  clocked(clk, [&] {
    firstRead <<= first;
    sumHeld <<= base + product.extend(SUM_W);
  });
  sumUp <<= sumHeld;
}

void RowCell::keepOperands(const Wire<Unsigned>& tapRead, const Wire<Unsigned>& columnRead) {
  auto& taps = instance<Ram1r1w>("u_taps", {{"WIDTH", DATA_W}, {"DEPTH", TAPS}});
  clockedBy(taps, clk);
  taps.writeEnable <<= storeTap;
  taps.writeAddress <<= tapPlace;
  taps.writeData <<= weight;
  taps.readEnable <<= work;
  taps.readAddress <<= tap;
  tapRead <<= taps.readData;
  auto& line = instance<Ram1r1w>("u_line", {{"WIDTH", DATA_W}, {"DEPTH", HELD}});
  clockedBy(line, clk);
  line.writeEnable <<= storeColumn;
  line.writeAddress <<= place;
  line.writeData <<= activation;
  line.readEnable <<= work;
  line.readAddress <<= column;
  columnRead <<= line.readData;
}

} // namespace weft
