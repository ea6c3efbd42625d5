// gelu_deficit.hpp: The deficit d(a) of GELU against ReLU: by a table, or by I-BERT's polynomial.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Ports of both forms: d(magnitude), or 0 without use; a result per enabled cycle.
struct GeluDeficit : hdl::Module {
  static constexpr int kLatency = 4;
  static constexpr int kResultBits = 20;

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> enable{this, "en_i", "advance by one stage"};
  hdl::In<hdl::Unsigned> magnitude{this, "magnitude_i", 32, "|x| in steps of 2^-20"};
  hdl::In<hdl::Bit> use{this, "use_i", "compute; otherwise the result is 0"};
  hdl::Out<hdl::Signed> deficit{this, "deficit_o", kResultBits, "d(|x|) in steps of 2^-20"};

protected:
  using Module::Module;
};

/// num::geluDeficit: one of 64 parabolas, two multiplications.
struct GeluParabolas : GeluDeficit {
  GeluParabolas();
};

/// num::iGeluDeficit: a cubic with one root, three multiplications.
struct GeluCubic : GeluDeficit {
  GeluCubic();
};

} // namespace weft
