// no_local_reuse_array.cpp: ROWS x COLUMNS multipliers and adder trees that keep no operand.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/no_local_reuse_array/no_local_reuse_array.hpp"

#include "gen/prim/dot_product.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;

NoLocalReuseArray::NoLocalReuseArray(ArrayShape arrayShape)
    : Module("no_local_reuse_array", "multipliers and adder trees that keep no operand"),
      shape(arrayShape) {
  const Dim cycles = noLocalReuseLatency(clog2(ROWS));

  latency(cycles);
  require(RESULT_W > SUM_W, "RESULT_W_must_exceed_SUM_W");
  resultValid <<= validLate(*this, "leaves", clk, reset, valid, cycles);
  forEach("g_column", "c", COLUMNS, [&](Dim c) {
    WireGrid<Signed> ofColumn{this, "weight", {ROWS}, DATA_W, "the column's weights"};
    Wire<Signed> sum{this, "sum", SUM_W};
    forEach("g_row", "r", ROWS, [&](Dim r) { ofColumn(r) <<= weight(r, c); });
    auto& products =
        instance<DotProduct>("u_products", {{"LANES", ROWS}, {"A_W", DATA_W}, {"B_W", DATA_W}});
    clockedBy(products, clk);
    products.enable <<= 1;
    products.a <<= activation;
    products.b <<= ofColumn;
    sum <<= products.sum;
    result(c) <<= sum.extend(RESULT_W);
  });
}

} // namespace weft
