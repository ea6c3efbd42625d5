// dma_writer.cpp: Writes runs of bytes for one client through AXI write bursts
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/dma_writer/dma_writer.hpp"

#include "gen/prim/contracts.hpp"
#include "gen/prim/flag_fifo.hpp"
#include "gen/prim/ram_fifo.hpp"
#include "gen/prim/stream_fifo.hpp"

namespace weft {

using namespace hdl;

namespace {

constexpr int kShapesAhead = 4; ///< bursts whose data may follow while AW runs ahead
constexpr int kWaiting = 2;     ///< bursts in front of their data, and of the arbiter

/// A burst in front of its data.
struct WaitingBurst {
  UInt tail; ///< bytes of its last beat, 0 = all
  Bit endsRun;
  UInt burst;
  static constexpr std::tuple kFields{Field{"tail", &WaitingBurst::tail},
                                      Field{"ends_run", &WaitingBurst::endsRun},
                                      Field{"burst", &WaitingBurst::burst}};
};

/// What cuts the beats of a burst that was offered.
struct BurstShape {
  Bit endsRun;
  UInt tail, beatsLess1;
  static constexpr std::tuple kFields{Field{"ends_run", &BurstShape::endsRun},
                                      Field{"tail", &BurstShape::tail},
                                      Field{"beats_less_1", &BurstShape::beatsLess1}};
};

} // namespace

/// What runs between the steps of the constructor.
struct DmaWriter::Nets {
  DmaWriter* of;
  Dim burstBits = Burst::bits(of->ADDR_W);
  Dim byteBits = of->localparam("BYTE_W", clog2(of->BUS_BYTES), "bits of a byte's place in a beat");
  Dim countBits = of->localparam("COUNT_W", clog2(of->BEATS) + 2, "bits of a number of beats");

  StreamWire<Unsigned> next{of, "next", burstBits, "next burst", {.last = true}};
  Wire<Unsigned> tail{of, "next_tail", byteBits, "bytes of its last beat, 0 = all"};
  Wire<Bit> go{of, "go", "the next burst is offered"};
  StreamWire<Unsigned> oldestRun{of, "oldest_run", runDescriptorWidth(of->ADDR_W)};
  Reg<Unsigned> unclaimed{of, "unclaimed_q", countBits, "queued beats that no burst has claimed"};
  StreamWire<Unsigned> oldest{of, "oldest", 8 * of->BUS_BYTES, "oldest beat of the queue"};
  Wire<Bit> shapeReady{of, "shape_has_room"};
  Wire<Bit> flagReady{of, "flag_ready", "one more burst may be in flight"};
};

DmaWriter::DmaWriter() : Module("dma_writer", "writes runs of bytes for one client") {
  require(BEATS >= BURST_BEATS, "BEATS_must_hold_a_burst");
  Nets nets{this};
  queueRuns(nets);
  split(nets);
  queueBeats(nets);
  offerBursts(nets);
  sendBeats(nets);
  countResponses(nets);
  requireHeld(*this, clk, reset, data);
}

void DmaWriter::queueRuns(Nets& n) {
  auto& runs = instance<RamFifo>(
      "u_runs", {{"WIDTH", runDescriptorWidth(ADDR_W)}, {"DEPTH", RUNS}, READ_LATENCY});
  clockedBy(runs, clk, reset);
  runs.in <<= run;
  n.oldestRun <<= runs.out;

  const Dim underWayBits =
      localparam("UNDER_WAY_W", clog2(RUNS + WRITES_IN_FLIGHT + 8), "bits of a number of runs");
  Reg<Unsigned> underWay{this, "under_way_q", underWayBits, "runs taken and not answered"};
  clocked(clk, reset, {underWay}, [&] {
    when(run.fire() & !runDone, [&] { underWay <<= underWay + 1; });
    when(runDone & !run.fire(), [&] { underWay <<= underWay - 1; });
  });
  idle <<= (underWay == 0) & (n.unclaimed == 0);
  require(clk, reset, !run.valid || runBytes(run.data) != 0, "a run has bytes");
  require(clk, reset, !runDone || underWay != 0, "a run that is answered was taken");
}

void DmaWriter::split(Nets& n) {
  StreamWire<Unsigned> split{this, "split", n.burstBits, "burst from the splitter", {.last = true}};
  Wire<Unsigned> splitTail{this, "split_tail", n.byteBits};
  const WaitingBurst arriving{.tail = splitTail, .endsRun = *split.last, .burst = split.data};
  const Dim waitingBits = widthOf(arriving);
  StreamWire<Unsigned> oldest{this, "oldest_burst", waitingBits};

  auto& splitter = instance<BurstSplitter>("u_splitter", {ADDR_W, BUS_BYTES, BURST_BEATS});
  clockedBy(splitter, clk, reset);
  splitter.run <<= n.oldestRun;
  split <<= splitter.burst;
  splitTail <<= splitter.tail;
  note("Whether a burst may go is known late in a cycle: a queue keeps that from the splitter.");
  auto& bursts = instance<StreamFifo>("u_bursts", {{"WIDTH", waitingBits}, {"DEPTH", kWaiting}});
  clockedBy(bursts, clk, reset);
  bursts.in.valid <<= split.valid;
  split.ready <<= bursts.in.ready;
  bursts.in.data <<= pack(arriving);
  oldest <<= bursts.out;
  n.next.valid <<= oldest.valid;
  oldest.ready <<= n.next.ready;
  const auto next = unpack(*this, "oldest_burst", oldest.data, arriving);
  n.next.data <<= next.burst;
  *n.next.last <<= next.endsRun;
  n.tail <<= next.tail;
}

void DmaWriter::queueBeats(Nets& n) {
  auto& queue =
      instance<RamFifo>("u_queue", {{"WIDTH", 8 * BUS_BYTES}, {"DEPTH", BEATS}, READ_LATENCY});
  clockedBy(queue, clk, reset);
  queue.in <<= beat;
  n.oldest <<= queue.out;
}

void DmaWriter::offerBursts(Nets& n) {
  Wire<Unsigned> length{this, "length", n.countBits, "beats of the next burst"};
  Wire<Bit> mayGo{this, "may_go", "its data is here and it can be followed"};
  Wire<Bit> stageReady{this, "stage_ready"};

  section();
  length <<= beatsLess1(n.next.data, clog2(BURST_BEATS)).extend(n.countBits) + 1;
  mayGo <<= (n.unclaimed >= length) & n.shapeReady & n.flagReady & !drain;
  n.go <<= n.next.valid & mayGo & stageReady;
  n.next.ready <<= mayGo & stageReady;
  clocked(clk, reset, {n.unclaimed}, [&] {
    n.unclaimed <<=
        n.unclaimed + beat.fire().extend(n.countBits) - mux(n.go, length, zeros(n.countBits));
  });

  require(clk, reset, !n.unclaimed.msb(), "no burst claims a beat that is not there");
  auto& stage = instance<StreamFifo>("u_burst", {{"WIDTH", n.burstBits}, {"DEPTH", kWaiting}});
  clockedBy(stage, clk, reset);
  stage.in.valid <<= n.next.valid & mayGo;
  stageReady <<= stage.in.ready;
  stage.in.data <<= n.next.data;
  burst <<= stage.out;
}

void DmaWriter::sendBeats(Nets& n) {
  const Dim lengthBits = localparam("LENGTH_W", clog2(BURST_BEATS), "bits of beats - 1");
  const BurstShape offered{
      .endsRun = *n.next.last, .tail = n.tail, .beatsLess1 = beatsLess1(n.next.data, lengthBits)};
  const Dim shapeBits = widthOf(offered);
  StreamWire<Unsigned> shape{this, "shape", shapeBits};
  Reg<Unsigned> sent{this, "sent_q", lengthBits, "beats of the oldest burst that are sent"};
  Wire<Bit> isLast{this, "is_last"}, isPartial{this, "is_partial"};
  Wire<Unsigned> strobes{this, "strobes", BUS_BYTES};

  section();
  note("The shapes of the bursts that were offered, to cut the beats and strobe the bytes.");
  auto& shapes = instance<StreamFifo>("u_shapes", {{"WIDTH", shapeBits}, {"DEPTH", kShapesAhead}});
  clockedBy(shapes, clk, reset);
  shapes.in.valid <<= n.go;
  n.shapeReady <<= shapes.in.ready;
  shapes.in.data <<= pack(offered);
  shape <<= shapes.out;

  const auto oldest = unpack(*this, "shape", shape.data, offered);
  isLast <<= sent == oldest.beatsLess1;
  isPartial <<= isLast & oldest.endsRun & (oldest.tail != 0);
  strobes <<= mux(isPartial, ~(ones(BUS_BYTES) << oldest.tail), ones(BUS_BYTES));
  data.valid <<= shape.valid & n.oldest.valid;
  data.data <<= pack(WriteBeat{.strobes = strobes, .bytes = n.oldest.data});
  *data.last <<= isLast;
  n.oldest.ready <<= data.ready & shape.valid;
  shape.ready <<= data.fire() & isLast;
  clocked(clk, reset, {sent},
          [&] { when(data.fire(), [&] { sent <<= mux(isLast, zeros(lengthBits), sent + 1); }); });
}

void DmaWriter::countResponses(Nets& n) {
  Wire<Bit> flagValid{this, "flag_valid"}, endsRun{this, "ends_run"};
  Wire<Bit> answered{this, "answered", "a response to a burst since the last reset"};
  Wire<Unsigned> inFlight{this, "in_flight", clog2(WRITES_IN_FLIGHT) + 1};

  section();
  note(
      "One bit for each burst without a response: it ends its run. A response without one answers");
  note("a burst from before a reset that the memory did not see: it is ignored.");
  auto& flags = instance<FlagFifo>("u_flags", {{"DEPTH", WRITES_IN_FLIGHT}});
  clockedBy(flags, clk, reset);
  flags.in.valid <<= n.go;
  n.flagReady <<= flags.in.ready;
  flags.in.data <<= *n.next.last;
  flagValid <<= flags.out.valid;
  flags.out.ready <<= responseValid;
  endsRun <<= flags.out.data;
  inFlight <<= flags.used;
  unused(inFlight);
  answered <<= responseValid & flagValid;
  runDone <<= answered & endsRun;
  error <<= answered & responseError;
  drained <<= !flagValid;
}

} // namespace weft
