// matmul_engine_passes.cpp: The matmul engine around the row-stationary array.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/matmul_engine/matmul_engine_nets.hpp"
#include "gen/blocks/matmul_engine/pass_walker.hpp"
#include "gen/blocks/matmul_engine/row_announcer.hpp"
#include "gen/blocks/matmul_engine/tap_sequencer.hpp"
#include "gen/blocks/matmul_engine/tap_walker.hpp"
#include "gen/blocks/row_stationary_array/row_stationary_array.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/stream_fifo.hpp"

namespace weft {

using namespace hdl;
using isa::Convolve;

namespace {

/// Where an activation word belongs.
struct Pixel {
  UInt kernelRows, firstChannel;
  Bit wide;
  UInt line, place;
  static constexpr std::tuple kFields{
      Field{"kernel_rows", &Pixel::kernelRows}, Field{"first_channel", &Pixel::firstChannel},
      Field{"wide", &Pixel::wide}, Field{"line", &Pixel::line}, Field{"place", &Pixel::place}};
};

/// What the lowest row of the array multiplies.
struct Tap {
  Bit first, last;
  UInt slot, filter, column;
  static constexpr std::tuple kFields{Field{"first", &Tap::first}, Field{"last", &Tap::last},
                                      Field{"slot", &Tap::slot}, Field{"filter", &Tap::filter},
                                      Field{"column", &Tap::column}};
};

} // namespace

/// What runs between the walkers, the sequencer and the array.
struct MatmulEngine::PassNets {
  MatmulEngine* at;
  Dim lineBits = indexWidth(mostInputLines(at->COLUMNS));
  Dim filterBits = clog2(at->COLUMNS);
  Dim heldBits = indexWidth(heldColumns(at->ROWS, at->COLUMNS));
  Wire<Bit> convolves{at, "convolves", "the command is a CONVOLVE, not a MATMUL"};
  Wire<Unsigned> tapsLast{at, "taps_last", kKernelSideBits, "its taps - 1"};
  Wire<Unsigned> tapsLastNow{at, "taps_last_now", kKernelSideBits, "of the command under way"};
  Wire<Unsigned> pitch{at, "pitch", kMatmulCountBits, "accumulator rows between output lines"};
  Pixel pixel = wires(*at, "pixel",
                      Pixel{zeros(kKernelSideBits), zeros(clog2(at->ROWS)), zeros(1),
                            zeros(lineBits), zeros(heldBits)});
  Wire<Bit> weightEnters{at, "weight_enters", "a weight word is read, or a blank one sent"};
  StreamWire<Unsigned> read{at, "read_step", widthOf(ConvolutionStep::shape(filterBits, heldBits))};
  StreamWire<Unsigned> ready{at, "ready_step", read.data.width()};
  StreamWire<Unsigned> pass{at, "ready_pass", 1};
  StreamWire<Unsigned> rows{at, "begun_rows", widthOf(StepRows::shape(filterBits))};
  Wire<Bit> work{at, "work", "the lowest row of the array multiplies"};
  Tap tap = wires(*at, "tap",
                  Tap{zeros(1), zeros(1), zeros(kTapSlotBits), zeros(filterBits), zeros(heldBits)});
  Wire<Bit> ends{at, "ends", "a step has been worked through"};
  Reg<Unsigned> oldestSlot{at, "oldest_slot_q", kTapSlotBits, "that a row of the array needs"};
  Reg<Unsigned> oldestColumn{at, "oldest_column_q", heldBits, "that a row of the array needs"};
};

void MatmulEngine::runPasses(Nets& n) {
  PassNets p{this};
  forkCommands(n);
  readKernel(p);
  walkTaps(n, p);
  walkPasses(n, p);
  sequenceTaps(p);
  convolve(n, p);
  announcePasses(n, p);
  unused(command);
}

/// A MATMUL has a kernel of one tap.
void MatmulEngine::readKernel(PassNets& p) {
  section();
  p.convolves <<=
      *opcode == namedCode(*this, "OPCODE_CONVOLVE", isa::numberOf(isa::Opcode::convolve), 8);
  p.tapsLast <<= mux(p.convolves, payloadBits(command, &Convolve::taps, kKernelSideBits) - 1, 0);
}

void MatmulEngine::walkTaps(Nets& n, PassNets& p) {
  const auto field = [this](std::uint32_t Convolve::*member, int width) {
    return payloadBits(command, member, width);
  };

  section();
  auto& walker = instance<TapWalker>("u_tap_walker", {ROWS, COLUMNS, WEIGHT_WORDS});
  clockedBy(walker, clk, reset);
  walker.commandValid <<= n.fork->offerWeights;
  n.fork->weightsReady <<= walker.commandReady;
  walker.kTiles <<= field(&Convolve::kTiles, kMatmulCountBits);
  walker.nTiles <<= field(&Convolve::nTiles, kMatmulCountBits);
  walker.tapsLast <<= p.tapsLast;
  walker.start <<= field(&Convolve::weightStart, kMatmulAddressBits);
  walker.kStride <<= field(&Convolve::weightKStride, kMatmulCountBits);
  walker.nStride <<= field(&Convolve::weightNStride, kMatmulCountBits);
  walker.oldest <<= p.oldestSlot;
  p.weightEnters <<= walker.enters;
  weightReadEnable <<= walker.readEnable;
  weightReadAddress <<= walker.readAddress;
  p.pass <<= walker.pass;
}

void MatmulEngine::walkPasses(Nets& n, PassNets& p) {
  const auto field = [this](std::uint32_t Convolve::*member, int width) {
    return payloadBits(command, member, width);
  };
  const auto ofKernel = [&](std::uint32_t Convolve::*member, int width) {
    return mux(p.convolves, field(member, width), 1);
  };
  Wire<Bit> ready{this, "passes_ready", "the pass walker can start the command"};

  section();
  auto& walker = instance<PassWalker>("u_pass_walker", {ROWS, COLUMNS, ACTIVATION_WORDS});
  clockedBy(walker, clk, reset);
  walker.commandValid <<= n.fork->offerActivations;
  ready <<= walker.commandReady;
  n.take <<= n.fork->offerActivations && ready;
  walker.idle <<= n.outstanding == 0;
  walker.accumulate <<= field(&Convolve::accumulate, 1);
  walker.lines <<= field(&Convolve::lines, kMatmulCountBits);
  walker.columns <<= ofKernel(&Convolve::columns, kMatmulCountBits);
  walker.kTiles <<= field(&Convolve::kTiles, kMatmulCountBits);
  walker.nTiles <<= field(&Convolve::nTiles, kMatmulCountBits);
  walker.start <<= field(&Convolve::activationStart, kMatmulAddressBits);
  walker.stride <<= field(&Convolve::activationStride, kMatmulAddressBits);
  walker.lineWords <<= ofKernel(&Convolve::lineWords, kMatmulCountBits);
  walker.sumStart <<= field(&Convolve::accumulatorStart, kMatmulAddressBits);
  walker.sumStride <<= field(&Convolve::accumulatorStride, kMatmulAddressBits);
  walker.kernelRows <<= ofKernel(&Convolve::kernelRows, kKernelSideBits);
  walker.firstChannel <<=
      mux(p.convolves, payloadBits(command, &Convolve::firstChannel, kFirstChannelBits), 0);
  walker.tapsLast <<= p.tapsLast;
  walker.wide <<= p.convolves && payloadBits(command, &Convolve::step, 2) == 2;
  p.tapsLastNow <<= walker.tapsLastNow;
  p.pitch <<= walker.pitch;
  activationReadEnable <<= walker.readEnable;
  activationReadAddress <<= walker.readAddress;
  p.pixel.kernelRows <<= walker.kernelRowsNow;
  p.pixel.firstChannel <<= walker.firstChannelNow;
  p.pixel.wide <<= walker.wideNow;
  p.pixel.line <<= walker.line;
  p.pixel.place <<= walker.place;
  walker.oldest <<= p.oldestColumn;
  p.read <<= walker.step;
}

/// A step waits in a register stage while its last word is read: taps are never early.
void MatmulEngine::sequenceTaps(PassNets& p) {
  section();
  auto& queue = instance<StreamFifo>("u_read_steps", {{"WIDTH", p.read.data.width()}});
  clockedBy(queue, clk, reset);
  queue.in <<= p.read;
  p.ready <<= queue.out;
  auto& sequencer =
      instance<TapSequencer>("u_tap_sequencer", {ROWS, COLUMNS, ADDRESS_W, READ_LATENCY});
  clockedBy(sequencer, clk, reset);
  sequencer.tapsLast <<= p.tapsLastNow;
  sequencer.pitch <<= p.pitch;
  sequencer.step <<= p.ready;
  sequencer.pass <<= p.pass;
  p.rows <<= sequencer.rows;
  p.work <<= sequencer.work;
  p.tap.first <<= sequencer.first;
  p.tap.last <<= sequencer.last;
  p.tap.slot <<= sequencer.slot;
  p.tap.filter <<= sequencer.filter;
  p.tap.column <<= sequencer.column;
}

void MatmulEngine::convolve(Nets& n, PassNets& p) {
  Wire<Bit> wordDue{this, "word_due", "an activation word reaches the array"};
  Wire<Bit> weightDue{this, "weight_due", "a weight word does, or a blank one"};
  Wire<Bit> workDue{this, "work_due", "the lowest row multiplies"};
  Wire<Bit> begins{this, "begins", "row 0 begins a step"};
  Wire<Unsigned> slot{this, "row_0_slot", kTapSlotBits};
  Wire<Unsigned> held{this, "row_0_column", p.heldBits};

  section();
  note("All that goes to the array goes the way of the words that are read.");
  follow("u_word_due", activationReadEnable, wordDue);
  follow("u_weight_due", p.weightEnters, weightDue);
  follow("u_work_due", p.work, workDue);
  const Pixel pixel = delayed(*this, "pixel_due", clk, p.pixel, READ_LATENCY);
  const Tap tap = delayed(*this, "tap_due", clk, p.tap, READ_LATENCY);
  auto& array =
      instance<RowStationaryArray>("u_row_stationary_array", {ROWS, COLUMNS}, shape.array);
  clockedBy(array, clk, reset);
  array.tapsLast <<= p.tapsLastNow;
  array.activationValid <<= wordDue;
  array.activation <<= activationReadData;
  array.kernelRows <<= pixel.kernelRows;
  array.firstChannel <<= pixel.firstChannel;
  array.wide <<= pixel.wide;
  array.line <<= pixel.line;
  array.place <<= pixel.place;
  array.weightValid <<= weightDue;
  array.weight <<= weightReadData;
  array.work <<= workDue;
  array.first <<= tap.first;
  array.last <<= tap.last;
  array.tap <<= cat(tap.slot, tap.filter).sized(indexWidth(kTapSlots * COLUMNS));
  array.column <<= tap.column;
  begins <<= array.begins;
  slot <<= array.slot;
  held <<= array.held;
  p.ends <<= array.ends;
  n.resultValid <<= array.resultValid;
  addData <<= array.result;
  clocked(clk, reset, {p.oldestSlot, p.oldestColumn}, [&] {
    when(begins, [&] {
      p.oldestSlot <<= slot;
      p.oldestColumn <<= held;
    });
  });
}

void MatmulEngine::announcePasses(Nets& n, PassNets& p) {
  const Dim lead = rowsLead(COLUMNS) - 1 - READ_LATENCY; // the announcer's register
  Wire<Bit> announces{this, "announces", "a row is announced"};

  section();
  note("A row is announced READ_LATENCY cycles before its data leaves the array.");
  auto& announcer = instance<RowAnnouncer>("u_row_announcer", {COLUMNS, ADDRESS_W});
  clockedBy(announcer, clk, reset);
  announcer.pitch <<= p.pitch;
  announcer.rows <<= p.rows;
  announcer.leaves <<= validLate(*this, "leaves", clk, reset, p.ends, lead);
  announces <<= announcer.valid;
  n.last <<= announcer.last;
  n.failed <<= announcer.failed;
  n.overwrite <<= announcer.overwrite;
  n.sumAddress <<= announcer.address;
  addValid <<= announces && !n.failed;
  addDataValid <<= validLate(*this, "add_data_due", clk, reset, addValid, READ_LATENCY);
  addOverwrite <<= n.overwrite;
  addAddress <<= n.sumAddress;
  const auto due = delayed(*this, "due", clk, ResultEnd{announces && n.last, n.failed},
                           rowLatency(READ_LATENCY, shape.attention));
  n.lastDue <<= due.last;
  n.failedDue <<= due.failed;
}

} // namespace weft
