// row_runs.hpp: The runs of bytes of two tensors that are walked side by side.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/prim/run_check.hpp"

namespace weft {

/// Walks the rows of one or two tensors in chunks of CHUNK columns: a chunk of the first tensor,
/// the same columns of the second, and so on, so that little has to be kept to bring both together.
/// Elements are int16, or int8 in a tensor that is narrow. A run that leaves the limit of its base
/// register, does not start on a bus beat or passes the top of the bus is not sent: `run_faults_o`
/// pulses and the walk stops until reset. The fields stay stable while `busy_o` is high.
struct RowRuns : hdl::Module {
  static constexpr int kBases = 8, kBaseBits = 3, kOffsetBits = 32, kRowBits = 17, kColumnBits = 14;

  hdl::Dim ADDR_W = param("ADDR_W", 40, "bits of a byte address, at least 32");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a bus beat, a power of two");
  hdl::Dim CHUNK = param("CHUNK", 128, "columns of a run, a power of two; whole beats");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::InGrid<hdl::Unsigned> baseAddress{
      this, "base_address_i", {kBases}, baseWidth(ADDR_W), "base registers"};
  hdl::InGrid<hdl::Unsigned> baseLimit{this, "base_limit_i", {kBases}, kOffsetBits, "bytes behind"};
  hdl::In<hdl::Bit> start{this, "start_i", "begin a walk"};
  hdl::In<hdl::Unsigned> rows{this, "rows_i", kRowBits, "rows, at least 1"};
  hdl::In<hdl::Unsigned> columns{this, "columns_i", kColumnBits, "elements of a row, at least 1"};
  hdl::In<hdl::Bit> useFirst{this, "use_first_i", "walk the first tensor"};
  hdl::In<hdl::Unsigned> firstBase{this, "first_base_i", kBaseBits, "its base register"};
  hdl::In<hdl::Unsigned> firstOffset{this, "first_offset_i", kOffsetBits, "of its first row"};
  hdl::In<hdl::Unsigned> firstPitch{this, "first_pitch_i", kOffsetBits, "bytes between its rows"};
  hdl::In<hdl::Bit> firstNarrow{this, "first_narrow_i", "its elements are int8"};
  hdl::In<hdl::Bit> useSecond{this, "use_second_i", "walk the second tensor"};
  hdl::In<hdl::Unsigned> secondBase{this, "second_base_i", kBaseBits, "its base register"};
  hdl::In<hdl::Unsigned> secondOffset{this, "second_offset_i", kOffsetBits, "of its first row"};
  hdl::In<hdl::Unsigned> secondPitch{this, "second_pitch_i", kOffsetBits, "bytes between its rows"};
  hdl::In<hdl::Bit> secondNarrow{this, "second_narrow_i", "its elements are int8"};
  hdl::StreamOut<hdl::Unsigned> run{this, "run", runDescriptorWidth(ADDR_W), "{address, bytes}"};
  hdl::Out<hdl::Bit> busy{this, "busy_o", "runs are still to come, or never will"};
  hdl::Out<hdl::Unsigned> faults{this, "run_faults_o", kRunFaults, "of a run: see run_check"};

  RowRuns();

private:
  struct Nets;
  void walk(Nets& nets);
  void place(Nets& nets);
  void check(Nets& nets);
};

} // namespace weft
