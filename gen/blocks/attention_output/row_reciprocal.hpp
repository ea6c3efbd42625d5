// row_reciprocal.hpp: From a row's sum to the factor that its accumulated values are multiplied by.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// multiplier * 2^-shift = output scale / row sum, one row a cycle, five cycles later: normalise,
/// look up, interpolate the reciprocal, multiply by the output scale. A sum of 0 gives factor 0.
struct RowReciprocal : hdl::Module {
  static constexpr int kLatency = 5;

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Unsigned> scaleMultiplier{this, "scale_multiplier_i", num::kFactorBits,
                                         "output scale: multiplier"};
  hdl::In<hdl::Unsigned> scaleShift{this, "scale_shift_i", num::kShiftBits,
                                    "output scale: right shift"};
  hdl::In<hdl::Unsigned> sum{this, "sum_i", num::kRowSumBits,
                             "sum of the row, " + std::to_string(num::kSumGuardBits) +
                                 " guard bits"};
  hdl::Out<hdl::Unsigned> multiplier{this, "multiplier_o", num::kFactorBits,
                                     "factor of the row: multiplier"};
  hdl::Out<hdl::Unsigned> shift{this, "shift_o", num::kShiftBits,
                                "its right shift, 63 for all above"};

  RowReciprocal();

private:
  struct Normalised {
    hdl::UInt index, fraction, exponent; ///< exponent: floor(log2(sum)), 5 bits
    hdl::Bit zero;
  };
  /// A word, shifted left when its highest bits are zero.
  struct Step {
    hdl::UInt word;
    hdl::Bit shifted;
  };
  Normalised addNormalisation();
  Step addStep(const hdl::UInt& word, int places);
  hdl::UInt addReciprocal(const Normalised& normalised);
  void addScale(const hdl::UInt& reciprocal, const hdl::UInt& exponent, const hdl::Bit& zero);
};

} // namespace weft
