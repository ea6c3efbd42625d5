// softmax_exponents.hpp: First half of the softmax: exponents of a chunk and their ceiling.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/softmax/group_counter.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// Turns a chunk's scores, LANES a cycle, into fixed-point exponents x and the chunk's exponent,
/// the ceiling of the largest unmasked x, below every x when there is none. A chunk every CHUNK
/// / LANES cycles.
struct SoftmaxExponents : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim LANES = param("LANES", 16, "scores per cycle: a power of two up to CHUNK");
  hdl::Dim META_W = param("META_W", 8, "bits that travel with a chunk");
  hdl::Dim SCORE_W = fixedParam("SCORE_W", num::kScoreBits, "bits of a score");
  hdl::Dim EXPONENT_W = fixedParam("EXPONENT_W", num::kExponentBits, "bits of an exponent");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Unsigned> multiplier{this, "multiplier_i", num::kFactorBits,
                                    "score scale: multiplier"};
  hdl::In<hdl::Unsigned> shift{this, "shift_i", num::kShiftBits, "score scale: right shift"};
  hdl::In<hdl::Bit> chunkValid{this, "chunk_valid_i",
                               "a chunk, at most every CHUNK / LANES cycles"};
  hdl::InGrid<hdl::Signed> chunkScore{this, "chunk_score_i", {CHUNK}, SCORE_W, "its scores"};
  hdl::In<hdl::Unsigned> chunkVisible{this, "chunk_visible_i", hdl::clog2(CHUNK) + 1,
                                      "its unmasked keys: 0 to CHUNK"};
  hdl::In<hdl::Unsigned> chunkMeta{this, "chunk_meta_i", META_W, "travels along"};
  hdl::Out<hdl::Bit> valid{this, "valid_o", "a chunk's exponents, for this cycle only"};
  hdl::OutGrid<hdl::Signed> x{this, "x_o", {CHUNK}, EXPONENT_W, "one per key"};
  hdl::Out<hdl::Signed> exponent{this, "exponent_o", num::kChunkExponentBits,
                                 "exponent of the chunk"};
  hdl::Out<hdl::Unsigned> meta{this, "meta_o", META_W, "travelled along"};

  SoftmaxExponents();

private:
  /// LANES scores at a time.
  struct Source {
    Groups groups;
    hdl::UInt scores, visible, meta;
  };
  Source addSource();
  hdl::UInt addLanes(const Source& source, const hdl::UInt& stages);
  hdl::SInt addMaximum(const hdl::UInt& exponents, const hdl::UInt& visible,
                       const hdl::Bit& advance);
  void addCollector(const hdl::UInt& exponents, const hdl::SInt& largest, const hdl::Bit& arrives,
                    const hdl::Bit& first);
};

} // namespace weft
