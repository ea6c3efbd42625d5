// stream_register.hpp: one word between two streams; cuts valid and data
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Forward register stage: valid and data are registered, ready passes through. Full rate.
struct StreamRegister : hdl::Module {
  hdl::Dim WIDTH = param("WIDTH", 32, "bits of the data");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::StreamIn<hdl::Unsigned> in{this, "in", WIDTH, "words in"};
  hdl::StreamOut<hdl::Unsigned> out{this, "out", WIDTH, "the same words, one cycle later"};

  StreamRegister();
};

} // namespace weft
