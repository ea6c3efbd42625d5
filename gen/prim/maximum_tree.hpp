// maximum_tree.hpp: Largest of several numbers, one register behind each comparison.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// The largest of LANES numbers, 1 + clog2(LANES) enabled cycles later, one a cycle.
struct MaximumTree : hdl::Module {
  hdl::Dim LANES = param("LANES", 16, "numbers: a power of two");
  hdl::Dim WIDTH = param("WIDTH", 16, "bits of a number");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> enable{this, "en_i", "advance the pipeline"};
  hdl::InGrid<hdl::Signed> number{this, "number_i", {LANES}, WIDTH, "numbers"};
  hdl::Out<hdl::Signed> maximum{this, "maximum_o", WIDTH, "the largest of them"};

  MaximumTree();
};

} // namespace weft
