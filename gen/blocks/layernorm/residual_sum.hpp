// residual_sum.hpp: The sum t of two scaled int16 words, rounded once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/layernorm/layernorm_model.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// postSum() of LANES values a cycle, or its positive part. Lanes behind the end of a row give 0.
struct ResidualSum : hdl::Module {
  static constexpr int kLatency = 3;
  static constexpr int kFactorBits = num::Scale::kMultiplierBits;

  hdl::Dim LANES = param("LANES", 16, "values in a word, a power of two");
  hdl::Dim LANE_W = localparam("LANE_W", hdl::clog2(LANES), "bits of a lane's number");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Unsigned> factorA{this, "factor_a_i", kFactorBits, "of a, in steps of 2^-24"};
  hdl::In<hdl::Unsigned> factorResidual{this, "factor_residual_i", kFactorBits, "of the residual"};
  hdl::In<hdl::Bit> relu{this, "relu_i", "only positive sums count"};
  hdl::In<hdl::Unsigned> lastLane{this, "last_lane_i", LANE_W, "last lane of a row's last word"};
  hdl::In<hdl::Bit> valid{this, "valid_i", "a word enters"};
  hdl::In<hdl::Bit> last{this, "last_i", "it is the last one of its row"};
  hdl::InGrid<hdl::Signed> a{this, "a_i", {LANES}, 16, "values"};
  hdl::InGrid<hdl::Signed> residual{this, "residual_i", {LANES}, 16, "values to add"};
  hdl::Out<hdl::Bit> validOut{this, "valid_o", "a word leaves"};
  hdl::OutGrid<hdl::Signed> t{this, "t_o", {LANES}, 16, "the sums"};

  ResidualSum();
};

} // namespace weft
