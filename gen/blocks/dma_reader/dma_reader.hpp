// dma_reader.hpp: Fetches runs of bytes for one client through AXI read bursts
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/depths.hpp"
#include "gen/prim/burst_splitter.hpp"

namespace weft {

/// Runs in, beats out, in order. A burst is requested only when the queue has room for all its
/// beats, so that the read channel never waits.
struct DmaReader : hdl::Module {
  hdl::Dim ADDR_W = param("ADDR_W", 40, "bits of a byte address");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a beat, a power of two");
  hdl::Dim BURST_BEATS = param("BURST_BEATS", 16, "longest burst, a power of two");
  hdl::Dim READS_IN_FLIGHT = param("READS_IN_FLIGHT", 16, "longest bursts the queue holds");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "of the queue's RAM: 1 or 2");
  hdl::Dim BEATS = localparam("BEATS", READS_IN_FLIGHT* BURST_BEATS, "beats the queue holds");
  hdl::Dim BURSTS = localparam("BURSTS", depths::kShortBursts* READS_IN_FLIGHT,
                               "bursts in flight, short ones included");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset; only when drained_o is high"};
  hdl::StreamIn<hdl::Unsigned> run{this, "run", runDescriptorWidth(ADDR_W), "{address, bytes}"};
  hdl::StreamOut<hdl::Unsigned> beat{
      this, "beat", 8 * BUS_BYTES, "its beats, last ends a run", {.last = true}};
  hdl::StreamOut<hdl::Unsigned> request{this, "request", Burst::bits(ADDR_W),
                                        "to the arbiter: {address, beats - 1}"};
  hdl::In<hdl::Bit> responseValid{this, "r_valid_i", "a beat arrives; it is always taken"};
  hdl::In<hdl::Unsigned> responseData{this, "r_data_i", 8 * BUS_BYTES, "the beat"};
  hdl::In<hdl::Bit> responseLast{this, "r_last_i", "it ends its burst"};
  hdl::In<hdl::Bit> responseError{this, "r_error_i", "it carries an error response"};
  hdl::Out<hdl::Bit> error{this, "error_o", "a beat with an error arrived"};
  hdl::In<hdl::Bit> drain{this, "drain_i", "request no further burst"};
  hdl::Out<hdl::Bit> drained{this, "drained_o", "no burst is in flight"};

  DmaReader();

private:
  struct Nets;
  void split(Nets& nets);
  void requestBursts(Nets& nets);
  void markRuns(Nets& nets);
  void queueBeats(Nets& nets);
};

} // namespace weft
