// pass_walker.hpp: Reads the activations of a product or a convolution, step after step.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/convolution_step.hpp"
#include "gen/blocks/row_stationary_array/row_stationary_array_model.hpp"

namespace weft {

/// Goes through k tiles, in each through n tiles (a pass), in each through blocks of COLUMNS output
/// lines, in each through the output columns (steps). With each step it reads the image columns
/// that the step before did not have, input line by input line, and offers the step with the last
/// word. A product is a convolution of one tap: its rows are lines of one column. A column waits
/// while the cells have no room for it; a command of other taps or of another pitch waits until
/// nothing is under way, since the array and the announced rows go by those of one command.
struct PassWalker : hdl::Module {
  hdl::Dim ROWS = param("ROWS", 16, "rows of the array: products of a sum and a tap");
  hdl::Dim COLUMNS = param("COLUMNS", 16, "columns of the array: output lines of a step");
  hdl::Dim ACTIVATION_WORDS = param("ACTIVATION_WORDS", 2048, "words of the activation bank");
  hdl::Dim WORD_W =
      localparam("WORD_W", hdl::indexWidth(ACTIVATION_WORDS), "bits of a word's address");
  hdl::Dim EXTRA_W = localparam("EXTRA_W", hdl::clog2(COLUMNS), "bits of an output line");
  hdl::Dim LINE_W =
      localparam("LINE_W", hdl::indexWidth(mostInputLines(COLUMNS)), "bits of an input line");
  hdl::Dim HELD =
      localparam("HELD", heldColumns(ROWS, COLUMNS), "image columns that the cells hold");
  hdl::Dim HELD_W = localparam("HELD_W", hdl::indexWidth(HELD), "bits of the place of one");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> commandValid{this, "command_valid_i", "the fields below are a command's"};
  hdl::Out<hdl::Bit> commandReady{this, "command_ready_o", "it starts in the next cycle"};
  hdl::In<hdl::Bit> idle{this, "idle_i", "nothing is under way"};
  hdl::In<hdl::Bit> accumulate{this, "accumulate_i", "the first k tile adds, too"};
  hdl::In<hdl::Unsigned> lines{this, "lines_i", kMatmulCountBits, "output lines, at least 1"};
  hdl::In<hdl::Unsigned> columns{this, "columns_i", kMatmulCountBits,
                                 "output columns of a line, at least 1"};
  hdl::In<hdl::Unsigned> kTiles{this, "k_tiles_i", kMatmulCountBits, "tiles along K, at least 1"};
  hdl::In<hdl::Unsigned> nTiles{this, "n_tiles_i", kMatmulCountBits, "tiles along N, at least 1"};
  hdl::In<hdl::Unsigned> start{this, "start_i", kMatmulAddressBits, "first word"};
  hdl::In<hdl::Unsigned> stride{this, "stride_i", kMatmulAddressBits, "words between k tiles"};
  hdl::In<hdl::Unsigned> lineWords{this, "line_words_i", kMatmulCountBits,
                                   "words between input lines"};
  hdl::In<hdl::Unsigned> sumStart{this, "sum_start_i", kMatmulAddressBits, "first accumulator row"};
  hdl::In<hdl::Unsigned> sumStride{this, "sum_stride_i", kMatmulAddressBits,
                                   "accumulator rows between n tiles"};
  hdl::In<hdl::Unsigned> kernelRows{this, "kernel_rows_i", kKernelSideBits, "rows of the kernel"};
  hdl::In<hdl::Unsigned> firstChannel{this, "first_channel_i", kFirstChannelBits,
                                      "byte of its first channel"};
  hdl::In<hdl::Unsigned> tapsLast{this, "taps_last_i", kKernelSideBits, "its taps in a row - 1"};
  hdl::In<hdl::Bit> wide{this, "wide_i", "outputs are two inputs apart, not one"};

  hdl::Out<hdl::Unsigned> tapsLastNow{this, "taps_last_o", kKernelSideBits,
                                      "taps - 1 of the command under way"};
  hdl::Out<hdl::Unsigned> pitch{this, "pitch_o", kMatmulCountBits,
                                "and the accumulator rows between its output lines"};
  hdl::Out<hdl::Bit> readEnable{this, "rd_en_o", "read an activation word"};
  hdl::Out<hdl::Unsigned> readAddress{this, "rd_addr_o", WORD_W, "which"};
  hdl::Out<hdl::Unsigned> kernelRowsNow{this, "kernel_rows_o", kKernelSideBits, "its kernel's"};
  hdl::Out<hdl::Unsigned> firstChannelNow{this, "first_channel_o", hdl::clog2(ROWS),
                                          "its kernel's"};
  hdl::Out<hdl::Bit> wideNow{this, "wide_o", "its kernel's"};
  hdl::Out<hdl::Unsigned> line{this, "line_o", LINE_W, "its input line in the block"};
  hdl::Out<hdl::Unsigned> place{this, "place_o", HELD_W, "where its column is held"};
  hdl::In<hdl::Unsigned> oldest{this, "oldest_i", HELD_W, "the oldest column that is still needed"};
  hdl::StreamOut<hdl::Unsigned> step{this, "step",
                                     hdl::widthOf(ConvolutionStep::shape(EXTRA_W, HELD_W)),
                                     "steps whose last word is read"};

  PassWalker();

private:
  struct Nets;
  void takeCommands(Nets& nets);
  void readWords(Nets& nets);
  void countLines(Nets& nets);
  void countPasses(Nets& nets);
  void walkWords(Nets& nets);
  void walkSums(Nets& nets);
  void checkCommand(Nets& nets);
  void offerSteps(Nets& nets);
};

} // namespace weft
