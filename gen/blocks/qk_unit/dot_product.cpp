// dot_product.cpp: Sum of products, one register behind the multipliers and behind each adder.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/qk_unit/dot_product.hpp"

namespace weft {

using namespace hdl;

DotProduct::DotProduct() : Module("dot_product", "sum of products through a registered tree") {
  const Dim SUM_W = localparam("SUM_W", A_W + B_W + clog2(LANES), "no sum overflows");
  WireGrid<Signed> product{this, "product", {LANES}, A_W + B_W, "one product per lane"};
  RegGrid<Signed> node{this,
                       "node_q",
                       {2 * LANES - 1},
                       SUM_W,
                       "a heap: node n sums nodes 2n+1 and 2n+2, the leaves are the products"};

  require(pow2(clog2(LANES)) == LANES, "LANES_must_be_a_power_of_two");
  latency(1 + clog2(LANES));
  forEach("g_lane", "i", LANES, [&](Dim i) { product(i) <<= a(i) * b(i); });
  clocked(clk, [&] {
    when(enable, [&] {
      loop("n", LANES - 1, [&](Dim n) { node(n) <<= node(2 * n + 1) + node(2 * n + 2); });
      loop("n", LANES, [&](Dim n) { node(LANES - 1 + n) <<= product(n).extend(SUM_W); });
    });
  });
  sum <<= node(0);
}

} // namespace weft
