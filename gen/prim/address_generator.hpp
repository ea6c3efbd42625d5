// address_generator.hpp: The runs of bytes that a strided command touches
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/prim/run_check.hpp"
#include "gen/prim/strided_walker.hpp"

namespace weft {

/// Four levels: runs of `bytes_i` contiguous bytes, placed by three strided loops from `offset_i`
/// on, relative to a base register. One run per cycle. A run that leaves the limit of its base
/// register, does not start on a bus beat or passes the top of the bus is not sent: `faults_o`
/// pulses and the generator stops until reset. A run that is skipped is neither sent nor checked.
struct AddressGenerator : hdl::Module {
  static constexpr int kBases = 8, kBaseW = 3, kOffsetW = RunCheck::kOffsetW, kCountW = 24;
  static constexpr int kLevels = StridedWalker::kLevels;

  hdl::Dim ADDR_W = param("ADDR_W", 40, "bits of a byte address, at least 32");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a bus beat, a power of two");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::InGrid<hdl::Unsigned> baseAddress{
      this, "base_address_i", {kBases}, baseWidth(ADDR_W), "base registers"};
  hdl::InGrid<hdl::Unsigned> baseLimit{
      this, "base_limit_i", {kBases}, kOffsetW, "bytes behind each"};
  hdl::In<hdl::Bit> startValid{this, "start_valid_i",
                               "start: valid; the fields below are its data"};
  hdl::Out<hdl::Bit> startReady{this, "start_ready_o", "start: ready"};
  hdl::In<hdl::Unsigned> base{this, "base_i", kBaseW, "number of the base register"};
  hdl::In<hdl::Unsigned> offset{this, "offset_i", kOffsetW, "of the first run"};
  hdl::In<hdl::Unsigned> bytes{this, "bytes_i", kRunBytesW, "of every run"};
  hdl::InGrid<hdl::Unsigned> count{this, "count_i", {kLevels}, kCountW, "rounds, level 1 lowest"};
  hdl::InGrid<hdl::Unsigned> stride{
      this, "stride_i", {kLevels}, kOffsetW, "signed bytes per round"};
  hdl::In<hdl::Bit> skip{this, "skip_i", "pass over the present run"};
  hdl::Out<hdl::Bit> step{this, "step_o", "it is sent, refused or skipped"};
  hdl::StreamOut<hdl::Unsigned> run{
      this, "run", runDescriptorWidth(ADDR_W), "{address, bytes}", {.last = true}};
  hdl::Out<hdl::Unsigned> faults{this, "faults_o", kRunFaults, "of a run: see run_check"};

  AddressGenerator();

private:
  /// Walks the offsets; returns true in `last` at the final one.
  void walk(const hdl::Bit& start, const hdl::Bit& step, const hdl::UInt& place,
            const hdl::Bit& last);
};

/// Of an engine that touches every run of its commands.
void skipNothing(hdl::Module& engine, AddressGenerator& generator);

} // namespace weft
