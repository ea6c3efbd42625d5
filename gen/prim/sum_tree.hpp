// sum_tree.hpp: Sum of several numbers, one register behind each adder.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// The sum of LANES numbers, 1 + clog2(LANES) enabled cycles later, one a cycle.
struct SumTree : hdl::Module {
  hdl::Dim LANES = param("LANES", 16, "numbers: a power of two");
  hdl::Dim WIDTH = param("WIDTH", 16, "bits of a number");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> enable{this, "en_i", "advance the pipeline"};
  hdl::InGrid<hdl::Unsigned> number{this, "number_i", {LANES}, WIDTH, "numbers"};
  hdl::Out<hdl::Unsigned> sum{this, "sum_o", WIDTH + hdl::clog2(LANES), "their sum"};

  SumTree();
};

} // namespace weft
