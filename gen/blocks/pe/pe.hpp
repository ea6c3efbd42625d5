// pe.hpp: One multiply-accumulate cell of the weight-stationary array.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/pe/pe_model.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_unit.hpp"

namespace weft {

/// Multiplies the passing activation by the weight it holds and adds the product to the passing
/// partial sum. A second register catches the weight of the next tile meanwhile; `swap_i` comes
/// with the first activation of a tile and makes it the active one. README.md shows the timing.
struct Pe : hdl::Module {
  num::AttentionUnit attention;
  hdl::Dim DATA_W = param("DATA_W", 8, "operand width in bits");
  hdl::Dim ACTIVATION_W =
      attention == num::AttentionUnit::shared
          ? param("ACTIVATION_W", kSharedActivationBits, "activation width in bits")
          : DATA_W;
  hdl::Dim SUM_W = param("SUM_W", 20, "partial-sum width in bits");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> load{this, "load_i", "take the weight from the north"};
  hdl::In<hdl::Bit> valid{this, "valid_i", "an activation arrives"};
  hdl::In<hdl::Bit> swap{this, "swap_i", "it is the first of a tile: change weights"};
  hdl::In<hdl::Signed> weight{this, "weight_i", DATA_W, "weight from the north"};
  hdl::In<hdl::Signed> activation{this, "activation_i", ACTIVATION_W, "activation from the west"};
  hdl::In<hdl::Signed> sum{this, "sum_i", SUM_W, "partial sum from the north, one cycle later"};

  hdl::Out<hdl::Bit> loadEast{this, "load_o", "load_i to the east"};
  hdl::Out<hdl::Bit> validEast{this, "valid_o", "valid_i to the east"};
  hdl::Out<hdl::Bit> swapEast{this, "swap_o", "swap_i to the east"};
  hdl::Out<hdl::Signed> weightSouth{this, "weight_o", DATA_W, "weight to the south"};
  hdl::Out<hdl::Signed> activationEast{this, "activation_o", ACTIVATION_W,
                                       "activation to the east"};
  hdl::Out<hdl::Signed> sumSouth{this, "sum_o", SUM_W, "partial sum to the south"};

  explicit Pe(num::AttentionUnit attentionUnit = num::AttentionUnit::dedicated);
};

} // namespace weft
