// maximum_tree.cpp: Largest of several numbers, one register behind each comparison.
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/maximum_tree.hpp"

namespace weft {

using namespace hdl;

MaximumTree::MaximumTree() : Module("maximum_tree", "largest number, through a registered tree") {
  RegGrid<Signed> node{this,
                       "node_q",
                       {2 * LANES - 1},
                       WIDTH,
                       "a heap: node n has children 2n+1 and 2n+2, the leaves are the numbers"};

  require(pow2(clog2(LANES)) == LANES, "LANES_must_be_a_power_of_two");
  latency(1 + clog2(LANES));
  clocked(clk, [&] {
    when(enable, [&] {
      loop("n", LANES - 1, [&](Dim n) {
        node(n) <<= mux(node(2 * n + 1) > node(2 * n + 2), node(2 * n + 1), node(2 * n + 2));
      });
      loop("n", LANES, [&](Dim n) { node(LANES - 1 + n) <<= number(n); });
    });
  });
  maximum <<= node(0);
}

} // namespace weft
