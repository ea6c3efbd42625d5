// softmax_powers.hpp: Second half of the softmax: probabilities of a chunk and their sum.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/nonlinear.hpp"

namespace weft {

/// Turns a chunk's 16 exponents, LANES a cycle, into probabilities relative to the chunk's
/// exponent. A chunk every 16 / LANES cycles.
struct SoftmaxPowers : hdl::Module {
  hdl::Dim LANES = param("LANES", 16, "exponentials per cycle: 1, 2, 4, 8 or 16");
  hdl::Dim META_W = param("META_W", 8, "bits that travel with a chunk");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> rst{this, "rst_i", "reset"};
  hdl::In<hdl::Bit> validIn{this, "valid_i", "a chunk, at most every 16 / LANES cycles"};
  hdl::InGrid<hdl::Signed> x{this, "x_i", {16}, 23, "exponents, 8 fraction bits"};
  hdl::In<hdl::Signed> exponentIn{this, "exponent_i", 16, "exponent of the chunk"};
  hdl::In<hdl::Unsigned> visible{this, "visible_i", 5, "its unmasked keys: 0 to 16"};
  hdl::In<hdl::Unsigned> metaIn{this, "meta_i", META_W, "travels along"};
  hdl::Out<hdl::Bit> valid{this, "valid_o", "a chunk's probabilities, for this cycle only"};
  hdl::Out<hdl::Unsigned> p{this, "p_o", 128, "one byte per key"};
  hdl::Out<hdl::Unsigned> sum{this, "sum_o", 20, "their sum, 8 guard bits"};
  hdl::Out<hdl::Signed> exponent{this, "exponent_o", 16, "exponent of the chunk"};
  hdl::Out<hdl::Unsigned> meta{this, "meta_o", META_W, "travelled along"};

  explicit SoftmaxPowers(num::Nonlinear nonlinear);

private:
  /// LANES exponents at a time.
  struct Source {
    hdl::Bit active, first, last;
    hdl::UInt x, visible, meta;
    hdl::SInt exponent;
  };
  struct Group {
    hdl::UInt p, sum;
  };
  Source addSource();
  Group addLanes(const Source& source, const hdl::UInt& stages, num::Nonlinear nonlinear);
  void addCollector(const Group& group, const hdl::Bit& arrives, const hdl::Bit& first);
};

} // namespace weft
