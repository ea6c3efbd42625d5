// words_to_beats.hpp: Words become bus beats
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Words become the beats of a run; a word with `last` ends the run and its beat, which is marked.
/// Of a word with `last` only the `word_bytes_i` lowest bytes count: beats without a byte are not
/// sent. Bytes beyond the run are unspecified; the writer does not strobe them.
struct WordsToBeats : hdl::Module {
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a beat, a power of two");
  hdl::Dim WORD_BYTES = param("WORD_BYTES", 16, "bytes of a word, a power of two");
  hdl::Dim BYTES_W = localparam("BYTES_W", hdl::clog2(WORD_BYTES) + 1, "bits of a number of bytes");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::StreamIn<hdl::Unsigned> word{this, "word", 8 * WORD_BYTES, "words", {.last = true}};
  hdl::In<hdl::Unsigned> bytes{this, "word_bytes_i", BYTES_W,
                               "bytes of a last word, 1..WORD_BYTES"};
  hdl::StreamOut<hdl::Unsigned> beat{this, "beat", 8 * BUS_BYTES, "bus beats", {.last = true}};

  WordsToBeats();

private:
  void gather();
  void scatter();
};

} // namespace weft
