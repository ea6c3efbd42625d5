// normaliser.hpp: From sums t to int16 and int8 outputs, LANES values per cycle.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/layernorm/layernorm_model.hpp"
#include "gen/hdl/hdl.hpp"

#include <array>
#include <functional>
#include <vector>

namespace weft {

/// normalisedValue(), scaledValue() and narrowedValue() of LANES values a cycle. Stages advance
/// only with a word in them.
struct Normaliser : hdl::Module {
  static constexpr int kLatency = 12;
  static constexpr int kGammaStage = 5; ///< gamma and beta are read this many cycles after t
  static constexpr int kFactorBits = num::Scale::kMultiplierBits;
  static constexpr int kSumBits = 28, kHalvingsBits = 5, kGammaShiftBits = 3;

  hdl::Dim LANES = param("LANES", 16, "values in a word");
  hdl::Dim PRODUCT_W = localparam("PRODUCT_W", 16 + kPostColumnBits + 1, "bits of D t");
  hdl::Dim DEVIATION_W = localparam("DEVIATION_W", 29, "of D t - sum, which is below 2^28");
  hdl::Dim WIDE_W = localparam("WIDE_W", DEVIATION_W + kNormalisedFraction,
                               "of the deviation with the fraction of z");
  hdl::Dim SHIFTED_W = localparam("SHIFTED_W", 27, "of it times 2^-halvings, at most 2^7");
  hdl::Dim SCALED_W =
      localparam("SCALED_W", SHIFTED_W + kRsqrtFactorBits + 1, "of that times the factor");
  hdl::Dim Z_W = localparam("Z_W", 26, "of z, at most 64");
  hdl::Dim GAINED_W = localparam("GAINED_W", Z_W + 16, "of z gamma");
  hdl::Dim TOTAL_W = localparam("TOTAL_W", GAINED_W - kNormalisedFraction, "of z gamma + beta");
  hdl::Dim PRODUCT8_W =
      localparam("PRODUCT8_W", 16 + kFactorBits + 1, "of an int16 result times factor8");
  hdl::Dim ROUNDED8_W =
      localparam("ROUNDED8_W", PRODUCT8_W - kPostScaleShift, "of that in steps of int8");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Unsigned> columns{this, "columns_i", kPostColumnBits, "values D in a row"};
  hdl::In<hdl::Unsigned> gammaShift{this, "gamma_shift_i", kGammaShiftBits, "fraction of gamma"};
  hdl::In<hdl::Unsigned> factor8{this, "factor8_i", kFactorBits, "int16 to int8, steps of 2^-24"};
  hdl::In<hdl::Bit> valid{this, "valid_i", "a word enters"};
  hdl::InGrid<hdl::Signed> t{this, "t_i", {LANES}, 16, "its values"};
  hdl::In<hdl::Signed> sum{this, "sum_i", kSumBits, "sum of its row"};
  hdl::In<hdl::Unsigned> halvings{this, "halvings_i", kHalvingsBits, "of the reciprocal root"};
  hdl::In<hdl::Unsigned> factor{this, "factor_i", kRsqrtFactorBits, "of the reciprocal root"};
  hdl::InGrid<hdl::Unsigned> gammaBeta{
      this, "gamma_beta_i", {LANES}, 32, "of the word that entered 5 cycles ago"};
  hdl::Out<hdl::Bit> validOut{this, "valid_o", "a word leaves"};
  hdl::OutGrid<hdl::Signed> out16{this, "out16_o", {LANES}, 16, "int16 results"};
  hdl::OutGrid<hdl::Signed> out8{this, "out8_o", {LANES}, 8, "the same as int8"};

  Normaliser();

private:
  using LaneBody = std::function<void(hdl::Dim)>;
  using RegisterLanes = hdl::RegGrid<hdl::Signed>;

  /// What one stage does when a word stands before it.
  struct Stage {
    std::vector<std::function<void()>> word; ///< once
    std::vector<LaneBody> lane;              ///< in every lane
  };

  void inStage(int number, std::function<void()> body);
  void eachLane(int number, LaneBody body);
  void deviate(const RegisterLanes& z);
  void scale(const RegisterLanes& z, const RegisterLanes& value);
  void narrow(const RegisterLanes& value);
  void runStages();

  std::array<Stage, kLatency> stages_;
};

} // namespace weft
