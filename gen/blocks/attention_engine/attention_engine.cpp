// attention_engine.cpp: Executes ATTENTION and SOFTMAX: command, planning, memory side.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/attention_engine.hpp"

#include "gen/blocks/attention_engine/attention_command.hpp"
#include "gen/blocks/attention_engine/attention_fill.hpp"
#include "gen/blocks/attention_engine/attention_nets.hpp"
#include "gen/blocks/attention_engine/attention_writer.hpp"
#include "gen/blocks/attention_engine/softmax_sink.hpp"
#include "gen/blocks/attention_engine/softmax_source.hpp"
#include "gen/blocks/attention_output/attention_output.hpp"
#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/depths.hpp"
#include "gen/blocks/scale_bits.hpp"
#include "gen/isa/engines.hpp"
#include "gen/prim/stream_fifo.hpp"
#include "gen/prim/words_to_beats.hpp"

namespace weft {

using namespace hdl;
using isa::Attention;

namespace {

constexpr int kItemsAhead = 8;   ///< chunks that the planner may be ahead of the stages
constexpr int kGroupsAhead = 16; ///< groups of rows on their way from memory

void requireRange(Module& module, const std::string& name, const Dim& size, int low, int high) {
  module.require(size >= low && size <= high,
                 name + "_must_be_" + std::to_string(low) + "_to_" + std::to_string(high));
}

} // namespace

AttentionEngine::AttentionEngine(num::Nonlinear nonlinear)
    : Module("attention_engine", "executes ATTENTION and SOFTMAX, memory to memory") {
  Nets nets{this};
  requireRange(*this, "MAX_KEYS", MAX_KEYS, num::kFewestHeldKeys, num::kMostKeys);
  requireRange(*this, "QUERY_BLOCK", QUERY_BLOCK, num::kFewestBlockQueries, num::kMostBlockQueries);
  require(LANES <= 64, "LANES_must_be_at_most_64");
  requireRange(*this, "CHUNK", CHUNK, num::kFewestChunkKeys, num::kMostChunkKeys);
  require(pow2(clog2(CHUNK)) == CHUNK, "CHUNK_must_be_a_power_of_two");
  addCommand(nets);
  addState(nets);
  addFetch(nets);
  addItems(nets);
  addFill(nets);
  addScores(nets);
  addSoftmax(nets, nonlinear);
  addWeights(nets);
  addValues(nets);
  addOutput(nets);
  addOutputBeats(nets);
  addSoftmaxRows(nets);
  addWriter(nets);
}

void AttentionEngine::addCommand(Nets& n) {
  const Dim LANES_LESS_ONE = localparam("LANES_LESS_ONE", LANES - 1);
  Wire<Unsigned> padded{this, "padded_head", num::kHeadSizeBits,
                        "head size, rounded up to whole words"};
  auto& held = instance<AttentionCommand>("u_command", {MAX_KEYS});
  clockedBy(held, clk, reset);
  held.commandValid <<= commandValid;
  commandReady <<= held.commandReady;
  held.commandData <<= command;
  held.commandOpcode <<= commandOpcode;
  held.scalar <<= scalar;
  held.planned <<= ~n.fetching & ~n.writing;
  held.runSent <<= writeRun.fire();
  held.runDone <<= writeDone;
  n.start <<= held.start;
  n.active <<= held.active;
  n.isSoftmax <<= held.softmax;
  n.command <<= held.command;
  n.queries <<= held.queries;
  n.keys <<= held.keys;
  n.visible <<= held.visible;
  n.causal <<= held.causal;
  done <<= held.done;
  badField <<= held.badField;
  padded <<= payloadBits(n.command, &Attention::headSize, num::kHeadSizeBits) + LANES_LESS_ONE;
  n.slices <<= padded >> clog2(LANES);
  unused(n.command);
}

void AttentionEngine::addState(Nets& n) {
  Wire<Bit> moved{this, "moved", "data moved or was computed"};
  Wire<Bit> reading{this, "reading", "rows are to come from memory"};
  moved <<= readBeat.fire() | writeBeat.fire() | n.query.valid | n.weight.valid | n.softmax.taken |
            n.start;
  reading <<= n.fetching | n.openGroup.valid;
  state <<= mux(~n.active, codeOf(*this, isa::State::noCommand),
                mux(moved, codeOf(*this, isa::State::busy),
                    mux(reading, codeOf(*this, isa::State::memoryRead),
                        codeOf(*this, isa::State::memoryWrite))));
  faults <<= n.readFaults | n.writeFaults;
}

void AttentionEngine::addFetch(Nets& n) {
  auto& fetch = instance<AttentionFetch>(
      "u_fetch", {CHUNK, {"ROWS", QUERY_BLOCK}, {"SLOTS", depths::kRingSlots}, BUS_BYTES, ADDR_W});
  clockedBy(fetch, clk, reset);
  fetch.start <<= n.start;
  n.fetching <<= fetch.busy;
  fetch.softmax <<= n.isSoftmax;
  fetch.command <<= n.command;
  fetch.queries <<= n.queries;
  fetch.keys <<= n.keys;
  fetch.visible <<= n.visible;
  fetch.causal <<= n.causal;
  fetch.baseAddress <<= baseAddress;
  fetch.baseLimit <<= baseLimit;
  fetch.queriesFree <<= n.query.blockEnd;
  fetch.keysFree <<= n.keyFreed;
  fetch.valuesFree <<= n.valueFreed;
  readRun <<= fetch.run;
  n.group <<= fetch.group;
  n.item <<= fetch.item;
  n.readFaults <<= fetch.faults;
  addQueue("groups", kGroupsAhead, n.group, n.openGroup);
}

void AttentionEngine::addItems(Nets& n) {
  note("The planner offers a chunk only when all three queues have room.");
  const auto fork = [&](const std::string& name, const Stream<UInt>& out) {
    StreamWire<Unsigned> copy{this, name + "_copy", ITEM_W};
    copy.valid <<= n.item.valid;
    copy.data <<= n.item.data;
    addQueue(name + "_items", kItemsAhead, copy, out);
    return copy.ready;
  };
  const Bit keyReady = fork("key", n.keyItem);
  const Bit scoreReady = fork("score", n.scoreItem);
  const Bit valueReady = fork("value", n.valueItem);
  n.item.ready <<= keyReady & scoreReady & valueReady;
  require(clk, reset, !n.item.valid || n.item.ready, "a chunk that is planned has room");
}

void AttentionEngine::addOutput(Nets& n) {
  Wire<Unsigned> scale{this, "output_scale", 32};
  scale <<= payloadBits(n.command, &Attention::outputScale, 32);
  auto& output =
      instance<AttentionOutput>("u_output", {LANES, {"ROWS", QUERY_BLOCK}, ACC_W, READ_LATENCY});
  clockedBy(output, clk, reset);
  output.scaleMultiplier <<= multiplierBits(scale, num::kDroppedMultiplierBits);
  output.scaleShift <<= shiftBits(scale);
  output.slices <<= n.slices;
  output.block <<= n.block;
  n.blockFreed <<= output.blockFree;
  n.sumRead <<= output.sumEnable;
  n.sumPlace <<= output.sumAddress;
  output.sum <<= n.sum;
  n.valueRead <<= output.valueEnable;
  n.valueBank <<= output.valueBank;
  n.valuePlace <<= output.valueWord;
  output.value <<= n.accumulated;
  n.word <<= output.word;
  unused(scale);
}

void AttentionEngine::addOutputBeats(Nets& n) {
  const Dim BYTES_W = clog2(LANES) + 1;
  Wire<Unsigned> less{this, "head_less_one", num::kHeadSizeBits}, tail{this, "word_bytes", 8};
  Wire<Bit> last{this, "output_beat_last"};
  const Dim LANE_MASK = localparam("LANE_MASK", LANES - 1);
  less <<= payloadBits(n.command, &Attention::headSize, num::kHeadSizeBits) - 1;
  tail <<= (less & LANE_MASK) + 1;
  auto& beats = instance<WordsToBeats>("u_output_beats", {BUS_BYTES, {"WORD_BYTES", LANES}});
  clockedBy(beats, clk, reset);
  beats.word <<= n.word;
  beats.bytes <<= tail.low(BYTES_W);
  n.outputBeat.valid <<= beats.beat.valid;
  n.outputBeat.data <<= beats.beat.data;
  beats.beat.ready <<= n.outputBeat.ready;
  last <<= *beats.beat.last;
  unused(last);
  unused(tail);
}

void AttentionEngine::addSoftmaxRows(Nets& n) {
  SoftmaxNets& s = n.softmax;
  Wire<Unsigned> columns{this, "columns", SoftmaxSource::kColumnBits};
  Wire<Bit> room{this, "rows_room"}, rowDone{this, "row_done"};
  columns <<= payloadBits(n.command, &isa::Softmax::columns, SoftmaxSource::kColumnBits);
  n.scoreBeat.valid <<= readBeat.valid & n.isSoftmax;
  n.scoreBeat.data <<= readBeat.data;
  *n.scoreBeat.last <<= *readBeat.last;
  readBeat.ready <<= mux(n.isSoftmax, n.scoreBeat.ready, n.rowBeat.ready);
  auto& source = instance<SoftmaxSource>("u_rows_source", {CHUNK, BUS_BYTES, READ_LATENCY});
  clockedBy(source, clk, reset);
  source.columns <<= columns;
  source.beat <<= n.scoreBeat;
  source.room <<= room;
  source.rowDone <<= rowDone;
  n.rowsValid <<= source.chunkValid;
  source.chunkReady <<= s.ready & n.isSoftmax;
  n.rowsScore <<= source.chunkScore;
  n.rowsVisible <<= source.chunkVisible;
  n.rowsFirst <<= source.chunkFirst;
  n.rowsLast <<= source.chunkLast;
  auto& sink = instance<SoftmaxSink>("u_rows_sink", {CHUNK, BUS_BYTES, READ_LATENCY});
  clockedBy(sink, clk, reset);
  sink.columns <<= columns;
  sink.chunkSent <<= s.taken & n.isSoftmax;
  room <<= sink.room;
  rowDone <<= sink.rowDone;
  sink.pValid <<= s.pValid & n.isSoftmax;
  sink.p <<= s.p;
  sink.pExponent <<= s.pExponent.asUnsigned();
  sink.pLast <<= s.pTag.last;
  sink.stateValid <<= s.stateValid & s.stateTag.last & n.isSoftmax;
  sink.stateExponent <<= s.stateExponent.asUnsigned();
  sink.stateSum <<= s.stateSum;
  n.resultBeat <<= sink.beat;
}

void AttentionEngine::addWriter(Nets& n) {
  auto& writer = instance<AttentionWriter>("u_writer", {CHUNK, BUS_BYTES, ADDR_W});
  clockedBy(writer, clk, reset);
  writer.start <<= n.start;
  n.writing <<= writer.busy;
  writer.softmax <<= n.isSoftmax;
  writer.command <<= n.command;
  writer.queries <<= n.queries;
  writer.baseAddress <<= baseAddress;
  writer.baseLimit <<= baseLimit;
  writeRun <<= writer.run;
  n.writeFaults <<= writer.faults;
  writeBeat.valid <<= mux(n.isSoftmax, n.resultBeat.valid, n.outputBeat.valid);
  writeBeat.data <<= mux(n.isSoftmax, n.resultBeat.data, n.outputBeat.data);
  n.resultBeat.ready <<= writeBeat.ready & n.isSoftmax;
  n.outputBeat.ready <<= writeBeat.ready & ~n.isSoftmax;
}

void AttentionEngine::addQueue(const std::string& name, int depth, const Stream<UInt>& in,
                               const Stream<UInt>& out) {
  auto& fifo = instance<StreamFifo>("u_" + name, {{"WIDTH", in.data.width()}, {"DEPTH", depth}});
  clockedBy(fifo, clk, reset);
  fifo.in <<= in;
  out <<= fifo.out;
}

} // namespace weft
