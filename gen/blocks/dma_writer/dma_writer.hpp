// dma_writer.hpp: Writes runs of bytes for one client through AXI write bursts
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/depths.hpp"
#include "gen/prim/burst_splitter.hpp"
#include "gen/prim/write_beat.hpp"

namespace weft {

/// Runs and their beats in, AXI bursts out. A burst is offered only when all its data is in the
/// queue, so that it never holds up the other clients. Only the bytes of the run are strobed.
struct DmaWriter : hdl::Module {
  hdl::Dim ADDR_W = param("ADDR_W", 40, "bits of a byte address");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a beat, a power of two");
  hdl::Dim BURST_BEATS = param("BURST_BEATS", 16, "longest burst, a power of two");
  hdl::Dim BEATS =
      param("BEATS", depths::kWriterBursts* BURST_BEATS, "beats the queue holds, a power of two");
  hdl::Dim WRITES_IN_FLIGHT = param("WRITES_IN_FLIGHT", depths::kWritesInFlight,
                                    "bursts without a response, a power of two");
  hdl::Dim RUNS = param("RUNS", 32, "runs that may come ahead of their beats, a power of two");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "of the queues' RAMs: 1 or 2");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset; only when drained_o is high"};
  hdl::StreamIn<hdl::Unsigned> run{this, "run", runDescriptorWidth(ADDR_W), "{address, bytes}"};
  hdl::StreamIn<hdl::Unsigned> beat{this, "beat", 8 * BUS_BYTES, "the beats of the runs, in order"};
  hdl::Out<hdl::Bit> runDone{this, "run_done_o", "the oldest run has its response"};
  hdl::Out<hdl::Bit> idle{this, "idle_o", "nothing is queued and every response has come"};

  hdl::StreamOut<hdl::Unsigned> burst{this, "burst", Burst::bits(ADDR_W),
                                      "to the arbiter: {address, beats - 1}"};
  hdl::StreamOut<hdl::Unsigned> data{
      this, "w", WriteBeat::bits(BUS_BYTES), "to the arbiter: {strobes, bytes}", {.last = true}};
  hdl::In<hdl::Bit> responseValid{this, "b_valid_i", "the response of the oldest burst"};
  hdl::In<hdl::Bit> responseError{this, "b_error_i", "it is an error"};
  hdl::Out<hdl::Bit> error{this, "error_o", "a response with an error arrived"};
  hdl::In<hdl::Bit> drain{this, "drain_i", "offer no further burst"};
  hdl::Out<hdl::Bit> drained{this, "drained_o", "no burst is in flight"};

  DmaWriter();

private:
  struct Nets;
  void queueRuns(Nets& nets);
  void split(Nets& nets);
  void queueBeats(Nets& nets);
  void offerBursts(Nets& nets);
  void sendBeats(Nets& nets);
  void countResponses(Nets& nets);
};

} // namespace weft
