// dma_reader.cpp: Fetches runs of bytes for one client through AXI read bursts
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/dma_reader/dma_reader.hpp"

#include "gen/prim/flag_fifo.hpp"
#include "gen/prim/ram_fifo.hpp"
#include "gen/prim/stream_fifo.hpp"

namespace weft {

using namespace hdl;

namespace {

constexpr int kWaiting = 2; ///< runs in front of the splitter, requests in front of the arbiter

/// What waits for the client.
struct QueuedBeat {
  Bit last; ///< of its run
  UInt bytes;
  static constexpr std::tuple kFields{Field{"last", &QueuedBeat::last},
                                      Field{"bytes", &QueuedBeat::bytes}};
};

} // namespace

/// What runs between the steps of the constructor.
struct DmaReader::Nets {
  DmaReader* of;
  Dim burstBits = Burst::bits(of->ADDR_W);
  Dim creditBits = of->localparam("CREDIT_W", clog2(of->BEATS) + 1, "bits of a number of beats");

  StreamWire<Unsigned> burst{of, "burst", burstBits, "next burst", {.last = true}};
  Wire<Bit> requestReady{of, "request_ready"};
  Wire<Bit> flagReady{of, "flag_ready", "one more burst may be in flight"};
  Wire<Bit> endsRun{of, "ends_run", "the burst that arrives is the last one of its run"};
  Reg<Unsigned> credit{of, "credit_q", creditBits, "beats of the queue not spoken for"};
  Wire<Bit> arrives{of, "arrives", "a beat of a burst that was requested since the last reset"};
};

DmaReader::DmaReader() : Module("dma_reader", "fetches runs of bytes for one client") {
  Nets nets{this};
  split(nets);
  requestBursts(nets);
  markRuns(nets);
  queueBeats(nets);
  error <<= nets.arrives & responseError;
  require(clk, reset, !run.valid || runBytes(run.data) != 0, "a run has bytes");
}

void DmaReader::split(Nets& n) {
  Wire<Unsigned> tail{this, "burst_tail", clog2(BUS_BYTES)};
  StreamWire<Unsigned> oldest{this, "oldest_run", runDescriptorWidth(ADDR_W)};

  note("The splitter takes a run late in a cycle: a queue keeps that from whoever walks the runs.");
  auto& runs =
      instance<StreamFifo>("u_runs", {{"WIDTH", runDescriptorWidth(ADDR_W)}, {"DEPTH", kWaiting}});
  clockedBy(runs, clk, reset);
  runs.in <<= run;
  oldest <<= runs.out;
  auto& splitter = instance<BurstSplitter>("u_splitter", {ADDR_W, BUS_BYTES, BURST_BEATS});
  clockedBy(splitter, clk, reset);
  splitter.run <<= oldest;
  n.burst <<= splitter.burst;
  tail <<= splitter.tail;
  unused(tail);
}

void DmaReader::requestBursts(Nets& n) {
  Reg<Bit> mayGo{this, "may_go_q", "a burst of any length has room"};
  Reg<Bit> gone{this, "beat_gone_q", "a beat left the queue in the cycle before"};
  Wire<Unsigned> length{this, "length", n.creditBits, "beats of the next burst"};
  Wire<Unsigned> left{this, "credit_left", n.creditBits, "credit less this burst"};

  section();
  note("Credit is taken for the whole burst when it is requested and given back beat by beat.");
  note("Whether another burst may go is decided a cycle ahead, without the beats of two cycles.");
  n.burst.ready <<= mayGo & n.requestReady & !drain;
  length <<= beatsLess1(n.burst.data, clog2(BURST_BEATS)).extend(n.creditBits) + 1;
  left <<= n.credit - mux(n.burst.fire(), length, zeros(n.creditBits));
  clocked(clk, reset, {n.credit.resetTo(BEATS), mayGo, gone}, [&] {
    gone <<= beat.fire();
    n.credit <<= left + gone.extend(n.creditBits);
    mayGo <<= (left >= value(BURST_BEATS, n.creditBits)) & n.flagReady;
  });

  auto& stage = instance<StreamFifo>("u_request", {{"WIDTH", n.burstBits}, {"DEPTH", kWaiting}});
  clockedBy(stage, clk, reset);
  stage.in.valid <<= n.burst.fire();
  n.requestReady <<= stage.in.ready;
  stage.in.data <<= n.burst.data;
  request <<= stage.out;
}

void DmaReader::markRuns(Nets& n) {
  Wire<Bit> flagValid{this, "flag_valid"};
  const Dim countBits = clog2(BURSTS) + 1;
  Wire<Bit> flagTaken{this, "flag_taken", "always: a place is kept for the burst under way"};

  section();
  note("One bit for each burst in flight: it ends its run. A beat without one belongs to a burst");
  note("from before a reset that the memory did not see: it is ignored.");
  auto& flags = instance<FlagFifo>("u_flags", {{"DEPTH", BURSTS}});
  Wire<Unsigned> inFlight{this, "in_flight", countBits, "bursts that are not answered"};
  clockedBy(flags, clk, reset);
  flags.in.valid <<= n.burst.fire();
  flagTaken <<= flags.in.ready;
  flags.in.data <<= *n.burst.last;
  flagValid <<= flags.out.valid;
  n.arrives <<= responseValid & flagValid;
  flags.out.ready <<= n.arrives & responseLast;
  n.endsRun <<= flags.out.data;
  inFlight <<= flags.used;
  n.flagReady <<= inFlight < value(BURSTS, countBits) - 1;
  drained <<= !flagValid;
  unused(flagTaken);
  require(clk, reset, !n.burst.fire() || flagTaken, "a burst in flight keeps its bit");
}

void DmaReader::queueBeats(Nets& n) {
  const QueuedBeat arriving{.last = responseLast & n.endsRun, .bytes = responseData};
  const Dim width = widthOf(arriving);
  Wire<Bit> accepted{this, "accepted", "always: credit keeps room"};
  Wire<Unsigned> oldest{this, "oldest", width};

  section();
  auto& queue = instance<RamFifo>("u_queue", {{"WIDTH", width}, {"DEPTH", BEATS}, READ_LATENCY});
  clockedBy(queue, clk, reset);
  queue.in.valid <<= n.arrives;
  accepted <<= queue.in.ready;
  queue.in.data <<= pack(arriving);
  beat.valid <<= queue.out.valid;
  queue.out.ready <<= beat.ready;
  oldest <<= queue.out.data;
  const auto leaving = unpack(*this, "oldest", oldest, arriving);
  beat.data <<= leaving.bytes;
  *beat.last <<= leaving.last;
  unused(accepted);
  require(clk, reset, !n.arrives || accepted, "a beat that was asked for has room");
  require(clk, reset, n.credit <= value(BEATS, n.creditBits), "credit is at most the queue");
}

} // namespace weft
