// softmax_powers.hpp: Second half of the softmax: probabilities of a chunk and their sum.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/softmax/group_counter.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"
#include "gen/num/nonlinear.hpp"

namespace weft {

/// Turns a chunk's exponents, LANES a cycle, into probabilities relative to the chunk's
/// exponent. A chunk every CHUNK / LANES cycles.
struct SoftmaxPowers : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim LANES = param("LANES", 16, "exponentials per cycle: a power of two up to CHUNK");
  hdl::Dim META_W = param("META_W", 8, "bits that travel with a chunk");
  hdl::Dim EXPONENT_W = fixedParam("EXPONENT_W", num::kExponentBits, "bits of an exponent");
  hdl::Dim P_W = fixedParam("P_W", num::kProbabilityBits, "bits of a probability");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Bit> validIn{this, "valid_i", "a chunk, at most every CHUNK / LANES cycles"};
  hdl::InGrid<hdl::Signed> x{this,
                             "x_i",
                             {CHUNK},
                             EXPONENT_W,
                             "exponents, " + std::to_string(num::kExponentFraction) +
                                 " fraction bits"};
  hdl::In<hdl::Signed> exponentIn{this, "exponent_i", num::kChunkExponentBits,
                                  "exponent of the chunk"};
  hdl::In<hdl::Unsigned> visible{this, "visible_i", hdl::clog2(CHUNK) + 1,
                                 "its unmasked keys: 0 to CHUNK"};
  hdl::In<hdl::Unsigned> metaIn{this, "meta_i", META_W, "travels along"};
  hdl::Out<hdl::Bit> valid{this, "valid_o", "a chunk's probabilities, for this cycle only"};
  hdl::Out<hdl::Unsigned> p{this, "p_o", CHUNK* P_W, "one byte per key"};
  hdl::Out<hdl::Unsigned> sum{this, "sum_o", num::kShareBits + hdl::clog2(CHUNK),
                              "their sum, " + std::to_string(num::kSumGuardBits) + " guard bits"};
  hdl::Out<hdl::Signed> exponent{this, "exponent_o", num::kChunkExponentBits,
                                 "exponent of the chunk"};
  hdl::Out<hdl::Unsigned> meta{this, "meta_o", META_W, "travelled along"};

  explicit SoftmaxPowers(num::Nonlinear nonlinear);

private:
  /// LANES exponents at a time.
  struct Source {
    Groups groups;
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
