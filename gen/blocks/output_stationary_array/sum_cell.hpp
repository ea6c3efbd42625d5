// sum_cell.hpp: One multiply-accumulate cell of the output-stationary array.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Multiplies the activation that passes to the east by the weight that passes to the south and
/// keeps the sum of the products from `first_i` to `last_i`. A sum that is complete moves to a
/// second register, from where it is shifted south while the sum of the next tile grows.
struct SumCell : hdl::Module {
  hdl::Dim DATA_W = param("DATA_W", 8, "operand width in bits");
  hdl::Dim SUM_W = param("SUM_W", 32, "sum width in bits");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> valid{this, "valid_i", "operands arrive"};
  hdl::In<hdl::Bit> first{this, "first_i", "with valid_i: a sum begins"};
  hdl::In<hdl::Bit> last{this, "last_i", "with valid_i: it ends"};
  hdl::In<hdl::Signed> activation{this, "activation_i", DATA_W, "activation from the west"};
  hdl::In<hdl::Signed> weight{this, "weight_i", DATA_W, "weight from the north"};
  hdl::In<hdl::Bit> shift{this, "shift_i", "take the sum from the north"};
  hdl::In<hdl::Signed> sum{this, "sum_i", SUM_W, "complete sum from the north"};

  hdl::Out<hdl::Bit> validEast{this, "valid_o", "valid_i to the east"};
  hdl::Out<hdl::Bit> firstEast{this, "first_o", "first_i to the east"};
  hdl::Out<hdl::Bit> lastEast{this, "last_o", "last_i to the east"};
  hdl::Out<hdl::Signed> activationEast{this, "activation_o", DATA_W, "activation to the east"};
  hdl::Out<hdl::Signed> weightSouth{this, "weight_o", DATA_W, "weight to the south"};
  hdl::Out<hdl::Bit> shiftEast{this, "shift_o", "shift_i to the east"};
  hdl::Out<hdl::Signed> sumSouth{this, "sum_o", SUM_W, "complete sum to the south"};

  SumCell();
};

} // namespace weft
