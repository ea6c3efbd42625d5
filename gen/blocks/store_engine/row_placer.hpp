// row_placer.hpp: Beats of rows become activation words at their places.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Word w of the r-th row since `begin` goes to start + w * step + r. Bytes beyond a row are zero.
struct RowPlacer : hdl::Module {
  static constexpr int kPlaceW = 24; ///< bits of an on-chip word address in a command
  static constexpr int kStepW = 16;

  hdl::Dim ROWS = param("ROWS", 16, "bytes of an activation word");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a beat");
  hdl::Dim WORDS = param("WORDS", 2048, "words of the activation bank");
  hdl::Dim WORD_W = localparam("WORD_W", hdl::indexWidth(WORDS), "bits of a word's address");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> begin{this, "begin_i", "a command begins: the settings of its rows"};
  hdl::In<hdl::Unsigned> start{this, "start_i", kPlaceW, "place of the first word"};
  hdl::In<hdl::Unsigned> step{this, "step_i", kStepW, "words between the words of a row"};
  hdl::In<hdl::Unsigned> tail{this, "tail_i", hdl::clog2(BUS_BYTES),
                              "bytes of a row's last beat, 0 = all"};
  hdl::StreamIn<hdl::Unsigned> beat{this, "beat", 8 * BUS_BYTES, "bytes of rows", {.last = true}};

  hdl::Out<hdl::Bit> writeValid{this, "wr_valid_o", "a word waits for the bank"};
  hdl::In<hdl::Bit> writeReady{this, "wr_ready_i", "it is written"};
  hdl::Out<hdl::Unsigned> writeAddress{this, "wr_addr_o", WORD_W, "where"};
  hdl::Out<hdl::Unsigned> writeData{this, "wr_data_o", 8 * ROWS, "the word"};
  hdl::Out<hdl::Bit> rowDone{this, "row_done_o", "the last word of a row is written"};
  hdl::Out<hdl::Bit> outside{this, "outside_o", "the bank has no such word; it is not written"};

  RowPlacer();

private:
  struct Nets;
  void keepSettings(Nets& nets);
  void gatherWords(Nets& nets);
  void walkPlaces(Nets& nets);
};

} // namespace weft
