// beats_to_words.hpp: Bus beats become words of another width
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// A run of beats becomes words; each run starts a new word. Of a beat with `last` only the
/// `beat_tail_i` lowest bytes count (0 = all): the others are zero, and words without a byte are
/// not sent. The word that ends the run is marked.
struct BeatsToWords : hdl::Module {
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a beat, a power of two");
  hdl::Dim WORD_BYTES = param("WORD_BYTES", 16, "bytes of a word, a power of two");
  hdl::Dim BYTE_W = localparam("BYTE_W", hdl::clog2(BUS_BYTES), "bits of a byte's place in a beat");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::StreamIn<hdl::Unsigned> beat{this, "beat", 8 * BUS_BYTES, "bus beats", {.last = true}};
  hdl::In<hdl::Unsigned> tail{this, "beat_tail_i", BYTE_W, "bytes of a last beat, 0 = all"};
  hdl::StreamOut<hdl::Unsigned> word{this, "word", 8 * WORD_BYTES, "words", {.last = true}};

  BeatsToWords();

private:
  void clearBeyondTail(const hdl::UInt& clean);
  void gather(const hdl::UInt& clean);
  void scatter(const hdl::UInt& clean);
};

} // namespace weft
