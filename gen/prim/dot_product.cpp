// dot_product.cpp: Sum of products, one register behind the multipliers and behind each adder.
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/dot_product.hpp"

namespace weft {

using namespace hdl;

DotProduct::DotProduct() : Module("dot_product", "sum of products through a registered tree") {
  RegGrid<Signed> product{this, "product_q", {LANES}, A_W + B_W, "one product per lane"};

  require(pow2(clog2(LANES)) == LANES, "LANES_must_be_a_power_of_two");
  latency(1 + clog2(LANES));
  clocked(clk, [&] {
    when(enable, [&] { loop("i", LANES, [&](Dim i) { product(i) <<= a(i) * b(i); }); });
  });
  generateIf(
      LANES > 1, "g_tree", [&] { addTree(product); }, "g_single",
      [&] { sum <<= product(0).sized(sum.width()); });
}

void DotProduct::addTree(const RegGrid<Signed>& product) {
  const Dim SUM_W = sum.width();
  const Dim LEAVES = LANES / 2;
  RegGrid<Signed> node{this,
                       "node_q",
                       {LANES - 1},
                       SUM_W,
                       "a heap: node n sums nodes 2n+1 and 2n+2, the lowest ones sum products"};
  forEach("g_inner", "n", LEAVES - 1, [&](Dim n) {
    clocked(clk, [&] { when(enable, [&] { node(n) <<= node(2 * n + 1) + node(2 * n + 2); }); });
  });
  forEach("g_leaf", "n", LEAVES, [&](Dim n) {
    clocked(clk, [&] {
      when(enable, [&] {
        node(LEAVES - 1 + n) <<= product(2 * n).extend(SUM_W) + product(2 * n + 1).extend(SUM_W);
      });
    });
  });
  sum <<= node(0);
}

} // namespace weft
