// transposer.hpp: Runs of bytes become words of one byte of each run.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/isa/ranges.hpp"

#include <bit>

namespace weft {

/// Takes the words of a block of runs and then gives its bytes turned: byte d of run j is byte j of
/// word d. Bytes of runs that the block does not have are zero, as are the words beyond its bytes
/// that fill the last tile of the array. Element (j, d) waits in RAM j XOR d, at the place
/// {word of the run, j}: a word that enters meets every RAM once, and so does one that leaves.
struct Transposer : hdl::Module {
  static constexpr int kMostBytes = isa::kMostHeadSize;                  ///< of a run
  static constexpr int kByteBits = std::countr_zero(isa::kMostHeadSize); ///< of a byte's number

  hdl::Dim ROWS = param("ROWS", 16, "rows of the array");
  hdl::Dim COLUMNS = param("COLUMNS", 16, "bytes of a word, most runs of a block");
  hdl::Dim RUN_W = localparam("RUN_W", hdl::clog2(COLUMNS), "bits of a run's number");
  hdl::Dim PART_W = localparam("PART_W", kByteBits - RUN_W, "bits of a word's number in its run");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Unsigned> runs{this, "runs_i", RUN_W, "runs of the block, 0 = COLUMNS"};
  hdl::In<hdl::Unsigned> bytes{this, "bytes_i", kByteBits, "bytes of a run, 0 = 128"};
  hdl::StreamIn<hdl::Unsigned> word{
      this, "word", 8 * COLUMNS, "the words of the runs, one run after the other", {.last = true}};
  hdl::Out<hdl::Bit> whole{this, "whole_o", "the block has its last word"};
  hdl::Out<hdl::Bit> moves{this, "moves_o", "a word enters or the block is on its way out"};
  hdl::Out<hdl::Bit> valid{this, "turned_valid_o", "a turned word leaves"};
  hdl::Out<hdl::Unsigned> data{this, "turned_data_o", 8 * COLUMNS, "the turned word"};
  hdl::Out<hdl::Bit> last{this, "turned_last_o", "it ends the block"};

  Transposer();

private:
  struct Nets;
  void countWords(Nets& nets);
  void enter(Nets& nets);
  void store(Nets& nets);
  void walk(Nets& nets);
  void leave(Nets& nets);
  void state(Nets& nets);
};

} // namespace weft
