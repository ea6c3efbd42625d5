// dot_product.hpp: Sum of products, one register behind the multipliers and behind each adder.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// sum_o = sum over LANES of a * b, 1 + clog2(LANES) enabled cycles later, one a cycle.
struct DotProduct : hdl::Module {
  hdl::Dim LANES = param("LANES", 16, "products that are summed: a power of two");
  hdl::Dim A_W = param("A_W", 8, "bits of a");
  hdl::Dim B_W = param("B_W", 8, "bits of b");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> enable{this, "en_i", "advance the pipeline"};
  hdl::InGrid<hdl::Signed> a{this, "a_i", {LANES}, A_W, "left factors"};
  hdl::InGrid<hdl::Signed> b{this, "b_i", {LANES}, B_W, "right factors"};
  hdl::Out<hdl::Signed> sum{this, "sum_o", A_W + B_W + hdl::clog2(LANES), "sum of products"};

  DotProduct();

private:
  void addTree(const hdl::RegGrid<hdl::Signed>& product);
};

} // namespace weft
