// burst_splitter.hpp: Runs of bytes become AXI bursts
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/prim/burst.hpp"
#include "gen/prim/run_descriptor.hpp"

namespace weft {

/// Cuts each run into bursts of at most BURST_BEATS beats that never cross 4 KiB, one per cycle; a
/// run without bytes has none. `last` ends the run. While a last burst is offered, `burst_tail_o`
/// says how many bytes of its last beat count (0 = all).
struct BurstSplitter : hdl::Module {
  hdl::Dim ADDR_W = param("ADDR_W", 40, "bits of a byte address");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a beat, a power of two");
  hdl::Dim BURST_BEATS = param("BURST_BEATS", 16, "longest burst, 2..256, a power of two");
  hdl::Dim BYTE_W = localparam("BYTE_W", hdl::clog2(BUS_BYTES), "bits of a byte's place in a beat");
  hdl::Dim LENGTH_W =
      localparam("LENGTH_W", hdl::clog2(BURST_BEATS) + 1, "bits of a number of beats");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::StreamIn<hdl::Unsigned> run{this, "run", runDescriptorWidth(ADDR_W), "{address, bytes}"};
  hdl::StreamOut<hdl::Unsigned> burst{
      this, "burst", Burst::bits(ADDR_W), "{address, beats - 1}", {.last = true}};
  hdl::Out<hdl::Unsigned> tail{this, "burst_tail_o", BYTE_W, "bytes of a run's last beat, 0 = all"};

  BurstSplitter();

private:
  void assertLegal(const hdl::UInt& address, const hdl::UInt& length, const hdl::UInt& left);
  /// Beats of a burst: what is left, what a burst may have, what the page still holds.
  void chooseLength(const hdl::UInt& address, const hdl::UInt& left, const hdl::UInt& length,
                    const hdl::Bit& ends);
};

} // namespace weft
