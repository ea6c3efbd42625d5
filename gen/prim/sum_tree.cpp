// sum_tree.cpp: Sum of several numbers, one register behind each adder.
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/sum_tree.hpp"

namespace weft {

using namespace hdl;

SumTree::SumTree() : Module("sum_tree", "sum of numbers through a registered tree") {
  const Dim SUM_W = localparam("SUM_W", WIDTH + clog2(LANES), "no sum overflows");
  RegGrid<Unsigned> node{this,
                         "node_q",
                         {2 * LANES - 1},
                         SUM_W,
                         "a heap: node n sums nodes 2n+1 and 2n+2, the leaves are the numbers"};

  require(pow2(clog2(LANES)) == LANES, "LANES_must_be_a_power_of_two");
  latency(1 + clog2(LANES));
  clocked(clk, [&] {
    when(enable, [&] {
      loop("n", LANES - 1, [&](Dim n) { node(n) <<= node(2 * n + 1) + node(2 * n + 2); });
      loop("n", LANES, [&](Dim n) { node(LANES - 1 + n) <<= number(n).extend(SUM_W); });
    });
  });
  sum <<= node(0);
}

} // namespace weft
