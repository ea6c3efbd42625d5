// tap_sequencer.hpp: Works through the steps of the row-stationary array, tap after tap.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/convolution_step.hpp"
#include "gen/blocks/row_stationary_array/row_stationary_array_model.hpp"

namespace weft {

/// A step begins when its activations and the weights of its pass are there, and says for each of
/// its COLUMNS * taps cycles what the lowest row of the array multiplies. It waits while its first
/// row of sums, to which it adds, is that of a row less than READ_LATENCY + 1 cycles ago: the
/// accumulator would give it the sums without that row's. Rows of sums are handed on as steps
/// begin.
struct TapSequencer : hdl::Module {
  hdl::Dim ROWS = param("ROWS", 16, "rows of the array");
  hdl::Dim COLUMNS = param("COLUMNS", 16, "columns of the array: output lines, filters");
  hdl::Dim ADDRESS_W = param("ADDRESS_W", 12, "bits of an accumulator row address");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from a row's read to its data");
  hdl::Dim EXTRA_W = localparam("EXTRA_W", hdl::clog2(COLUMNS), "bits of a filter, of a line");
  hdl::Dim HELD =
      localparam("HELD", heldColumns(ROWS, COLUMNS), "image columns that the cells hold");
  hdl::Dim HELD_W = localparam("HELD_W", hdl::indexWidth(HELD), "bits of the place of one");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Unsigned> tapsLast{this, "taps_last_i", kKernelSideBits, "taps - 1"};
  hdl::In<hdl::Unsigned> pitch{this, "pitch_i", kMatmulCountBits,
                               "accumulator rows between output lines"};
  hdl::StreamIn<hdl::Unsigned> step{this, "step",
                                    hdl::widthOf(ConvolutionStep::shape(EXTRA_W, HELD_W)),
                                    "steps whose activations are there"};
  hdl::StreamIn<hdl::Unsigned> pass{this, "pass", 1, "weights of a pass; 1: they lay outside"};
  hdl::StreamOut<hdl::Unsigned> rows{this, "rows", hdl::widthOf(StepRows::shape(EXTRA_W)),
                                     "the rows of steps that begin"};

  hdl::Out<hdl::Bit> work{this, "work_o", "the lowest row multiplies"};
  hdl::Out<hdl::Bit> first{this, "first_o", "the first tap of a filter"};
  hdl::Out<hdl::Bit> last{this, "last_o", "the last one"};
  hdl::Out<hdl::Unsigned> slot{this, "slot_o", kTapSlotBits, "slot of the tap"};
  hdl::Out<hdl::Unsigned> filter{this, "filter_o", EXTRA_W, "its filter"};
  hdl::Out<hdl::Unsigned> column{this, "column_o", HELD_W, "where its image column is held"};

  TapSequencer();

private:
  struct Nets;
  void beginSteps(Nets& nets);
  void countTaps(Nets& nets);
  void walkRings(Nets& nets);
  void handOnRows(Nets& nets);
  void awaitSums(Nets& nets);
};

} // namespace weft
