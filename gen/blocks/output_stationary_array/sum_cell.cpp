// sum_cell.cpp: One multiply-accumulate cell of the output-stationary array.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/output_stationary_array/sum_cell.hpp"

namespace weft {

using namespace hdl;

SumCell::SumCell()
    : Module("sum_cell", "one multiply-accumulate cell of the output-stationary array") {
  Reg<Bit> validHeld{this, "valid_q"}, firstHeld{this, "first_q"}, lastHeld{this, "last_q"};
  Reg<Bit> shiftHeld{this, "shift_q"};
  Reg<Bit> complete{this, "complete_q", "the sum has its last product"};
  Reg<Signed> activationHeld{this, "activation_q", DATA_W}, weightHeld{this, "weight_q", DATA_W};
  Reg<Signed> growing{this, "growing_q", SUM_W, "products of the present tile"};
  Reg<Signed> leaving{this, "leaving_q", SUM_W, "sum of the tile before, on its way south"};
  Wire<Signed> product{this, "product", 2 * DATA_W};
  Wire<Signed> grown{this, "grown", SUM_W, "by the products before"};

  require(SUM_W > 2 * DATA_W, "SUM_W_must_exceed_a_product");
  product <<= activationHeld * weightHeld;
  grown <<= mux(firstHeld, 0, growing);
  clocked(clk, [&] {
    validHeld <<= valid;
    firstHeld <<= first;
    lastHeld <<= last;
    shiftHeld <<= shift;
    activationHeld <<= activation;
    weightHeld <<= weight;
    complete <<= lastHeld;
    when(validHeld, [&] { growing <<= grown + product.extend(SUM_W); });
    when(complete, [&] { leaving <<= growing; }).elsewhen(shift, [&] { leaving <<= sum; });
  });
  validEast <<= validHeld;
  firstEast <<= firstHeld;
  lastEast <<= lastHeld;
  activationEast <<= activationHeld;
  weightSouth <<= weightHeld;
  shiftEast <<= shiftHeld;
  sumSouth <<= leaving;
}

} // namespace weft
