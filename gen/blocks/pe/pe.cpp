// pe.cpp: One multiply-accumulate cell of the weight-stationary array.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/pe/pe.hpp"

namespace weft {

using namespace hdl;

Pe::Pe(num::AttentionUnit attentionUnit)
    : Module("pe", "one multiply-accumulate cell of the weight-stationary array"),
      attention(attentionUnit) {
  Reg<Bit> loadHeld{this, "load_q"};
  Reg<Bit> validHeld{this, "valid_q"};
  Reg<Bit> swapHeld{this, "swap_q"};
  Reg<Signed> waiting{this, "waiting_weight_q", DATA_W, "of the next tile"};
  Reg<Signed> active{this, "active_weight_q", DATA_W, "of the present tile"};
  Reg<Signed> activationHeld{this, "activation_q", ACTIVATION_W};
  Reg<Signed> sumHeld{this, "sum_q", SUM_W};
  const Dim productWidth = (ACTIVATION_W + DATA_W).simplified();
  Wire<Signed> product{this, "product", productWidth};

  require(SUM_W > productWidth, "SUM_W_must_exceed_a_product");
  product <<= activationHeld * active;
  clocked(clk, [&] {
    loadHeld <<= load;
    validHeld <<= valid;
    swapHeld <<= swap;
    when(load, [&] { waiting <<= weight; });
    when(swap, [&] { active <<= waiting; });
    when(valid, [&] { activationHeld <<= activation; });
    when(validHeld, [&] { sumHeld <<= sum + product.extend(SUM_W); });
  });
  loadEast <<= loadHeld;
  validEast <<= validHeld;
  swapEast <<= swapHeld;
  weightSouth <<= waiting;
  activationEast <<= activationHeld;
  sumSouth <<= sumHeld;
}

} // namespace weft
