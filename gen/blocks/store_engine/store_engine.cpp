// store_engine.cpp: Executes STORE commands: accumulator -> output pipeline -> memory.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/store_engine.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/store_engine/row_packer.hpp"
#include "gen/blocks/store_engine/store_reader.hpp"
#include "gen/isa/engines.hpp"
#include "gen/prim/address_generator.hpp"
#include "gen/prim/ram_1r1w.hpp"
#include "gen/prim/stream_fifo.hpp"

namespace weft {

using namespace hdl;
using isa::Store;

namespace {

constexpr int kSlots = 2;      ///< commands under way
constexpr int kQueueDepth = 4; ///< rows between request and pipeline: READ_LATENCY + 2 at most
constexpr int kMostRowsAhead = 3;
constexpr int kCountBits = 24; ///< of runs and of columns
constexpr int kOutTagBits = RowPacker::kBeatIndexBits + 1;

} // namespace

/// What runs between the steps of the constructor.
struct StoreEngine::Nets {
  StoreEngine* of;
  Dim tileBits = of->localparam("TILE_W", kCountBits - clog2(of->COLUMNS), "bits of n tiles");
  Dim tagBits = of->localparam("TAG_W", of->PARAMETER_W + 2, "{slot, parameter word, last}");

  Wire<Bit> accept{of, "accept", "a command is taken"};
  Wire<Unsigned> lastColumn{of, "last_column", kCountBits, "columns of the command less one"};
  Reg<Bit> issuing{of, "issuing_q", "rows of the newest command are not all asked for"};
  Reg<Bit> current{of, "current_q", "slot of the newest command"};
  Reg<Bit> oldest{of, "oldest_q", "slot of the oldest command"};
  Reg<Unsigned> underWay{of, "under_way_q", 2, "commands accepted and not done"};

  RegGrid<Unsigned> type{of, "type_q", {kSlots}, 2, "settings of the commands, by slot"};
  RegGrid<Unsigned> activation{of, "activation_q", {kSlots}, 2};
  RegGrid<Unsigned> second{of, "second_q", {kSlots}, 32};
  RegGrid<Unsigned> lastBeat{of, "last_beat_q", {kSlots}, RowPacker::kBeatIndexBits};

  Wire<Bit> generatorReady{of, "generator_ready"};
  Wire<Bit> runOffered{of, "run_offered", "the next row's place is known"};
  Wire<Bit> runIsLast{of, "run_is_last"};
  Wire<Bit> runTaken{of, "run_taken"};
  Reg<Bit> allSent{of, "all_sent_q", "the last run of the newest command is sent"};
  Reg<Unsigned> rowsAhead{of, "rows_ahead_q", 2, "runs sent whose rows are not all asked for"};
  Wire<Bit> rowDone{of, "row_done"};

  Wire<Bit> asked{of, "asked", "the accumulator is reading"};
  Wire<Unsigned> askedTag{of, "asked_tag", tagBits};
  Wire<Bit> hasRoom{of, "has_room", "the queue takes one more row"};
  StreamWire<Unsigned> tag{of, "tag", tagBits};
  StreamWire<Unsigned> sums{of, "sums", 32 * of->COLUMNS};

  Wire<Bit> fetch{of, "fetch", "a row leaves the queue for the pipeline"};
  Reg<Bit> stageValid{of, "stage_valid_q", "a row waits for the pipeline"};
  Reg<Unsigned> stageSums{of, "stage_sums_q", 32 * of->COLUMNS};
  Reg<Bit> stageSlot{of, "stage_slot_q"};
  Reg<Bit> stageLast{of, "stage_last_q"};
  Wire<Unsigned> records{of, "records", 64 * of->COLUMNS, "its channels"};
  Wire<Bit> pipelineReady{of, "pipeline_ready"};
  Wire<Bit> pipelineMoves{of, "pipeline_moves"};

  StreamWireGrid<Signed> vector{of, "vector", {of->COLUMNS}, 32};
  Wire<Unsigned> vectorType{of, "vector_type", 2};
  Wire<Unsigned> vectorTag{of, "vector_tag", kOutTagBits, "{last beat, last}"};

  RegGrid<Unsigned> unanswered{of, "unanswered_q", {kSlots}, kCountBits, "runs, by slot"};
  Reg<Unsigned> closed{of, "closed_q", kSlots, "all runs of the slot's command are sent"};
  Wire<Bit> finished{of, "finished", "the oldest command is done"};
};

StoreEngine::StoreEngine(StoreEngineShape sizes)
    : Module("store_engine", "executes STORE: accumulator through the output pipeline to memory"),
      shape(sizes) {
  Nets nets{this};
  takeCommands(nets);
  keepSettings(nets);
  generateRuns(nets);
  readRows(nets);
  queueRows(nets);
  fetchRecords(nets);
  computeOutputs(nets);
  packRows(nets);
  countResponses(nets);
  reportState(nets);
}

void StoreEngine::takeCommands(Nets& n) {
  section();
  note("A command is taken when every row of the one before has been asked for.");
  commandReady <<= ~n.issuing & n.generatorReady & (n.underWay != kSlots);
  n.accept <<= commandValid & commandReady;
  n.lastColumn <<= payloadBits(command, &Store::columns, kCountBits) - 1;
  unused(command);
  clocked(clk, rst, {n.issuing, n.current.resetTo(1), n.oldest, n.underWay}, [&] {
    when(n.accept, [&] { n.current <<= ~n.current; });
    when(n.finished, [&] { n.oldest <<= ~n.oldest; });
    when(n.accept, [&] {
      n.issuing <<= 1;
    }).elsewhen(n.rowDone & n.allSent & (n.rowsAhead == 1), [&] { n.issuing <<= 0; });
    when(n.accept & !n.finished, [&] { n.underWay <<= n.underWay + 1; });
    when(n.finished & !n.accept, [&] { n.underWay <<= n.underWay - 1; });
  });
}

void StoreEngine::keepSettings(Nets& n) {
  const Dim LANE_W = localparam("LANE_W", clog2(COLUMNS), "bits of a column within a tile");
  Wire<Unsigned> newType{this, "new_type", 2};
  Wire<Unsigned> lastByte{this, "last_byte", 8, "of a row, within its last vector"};
  Wire<Unsigned> lastLane{this, "last_lane", 8, "column of that byte, within its tile"};
  Wire<Unsigned> lastBeat{this, "last_beat", 8, "beat of that byte, within that vector"};

  section();
  newType <<= payloadBits(command, &Store::type, 2);
  lastLane <<= n.lastColumn.low(LANE_W).extend(8);
  lastByte <<=
      (lastLane << newType) | cat(zeros(6), newType.bit(1), newType.bit(1) | newType.bit(0));
  lastBeat <<= lastByte >> clog2(BUS_BYTES);
  unused(lastBeat.high(8 - RowPacker::kBeatIndexBits));
  clocked(clk, [&] {
    for (int slot = 0; slot < kSlots; ++slot)
      when(n.accept & (n.current != slot), [&] {
        n.type(slot) <<= newType;
        n.activation(slot) <<= payloadBits(command, &Store::activation, 2);
        n.second(slot) <<= payloadBits(command, &Store::secondScale, 32);
        n.lastBeat(slot) <<= lastBeat.low(RowPacker::kBeatIndexBits);
      });
  });
}

void StoreEngine::generateRuns(Nets& n) {
  Wire<Unsigned> columns{this, "columns", kCountBits};
  Wire<Bit> start{this, "start_runs"};

  section();
  columns <<= payloadBits(command, &Store::columns, kCountBits);
  start <<= commandValid & !n.issuing & (n.underWay != kSlots);
  auto& generator =
      instance<AddressGenerator>("u_runs", {{"ADDR_W", ADDR_W}, {"BUS_BYTES", BUS_BYTES}});
  generator.clk <<= clk;
  generator.reset <<= rst;
  generator.baseAddress <<= baseAddress;
  generator.baseLimit <<= baseLimit;
  generator.startValid <<= start;
  n.generatorReady <<= generator.startReady;
  generator.base <<= payloadBits(command, &Store::base, 3);
  generator.offset <<= payloadBits(command, &Store::offset, 32);
  generator.bytes <<= columns << payloadBits(command, &Store::type, 2);
  generator.count <<= cat(payloadBits(command, &Store::count3, kCountBits),
                          payloadBits(command, &Store::count2, kCountBits),
                          payloadBits(command, &Store::count1, kCountBits));
  generator.stride <<=
      cat(payloadBits(command, &Store::stride3, 32), payloadBits(command, &Store::stride2, 32),
          payloadBits(command, &Store::stride1, 32));
  n.runOffered <<= generator.run.valid;
  n.runIsLast <<= *generator.run.last;
  generator.run.ready <<= run.ready & (n.rowsAhead != kMostRowsAhead);
  run.data <<= generator.run.data;
  limitError <<= generator.limitError;
  run.valid <<= n.runOffered & (n.rowsAhead != kMostRowsAhead);
  n.runTaken <<= run.fire();
}

void StoreEngine::readRows(Nets& n) {
  Wire<Bit> rowValid{this, "row_valid", "a row may be asked for and its data has room"};
  Wire<Unsigned> record{this, "asked_record", PARAMETER_W};
  Wire<Bit> isLast{this, "asked_last"};

  section();
  note("A row is asked for once its run is sent.");
  rowValid <<= (n.rowsAhead != 0) & n.hasRoom;
  auto& reader = instance<StoreReader>(
      "u_reader", {{"ROW_W", ROW_W}, {"TILE_W", n.tileBits}, {"PARAMETER_WORDS", PARAMETER_WORDS}});
  reader.clk <<= clk;
  reader.start <<= n.accept;
  reader.firstRow <<= payloadBits(command, &Store::accumulatorStart, StoreReader::kRowBits);
  reader.stride <<= payloadBits(command, &Store::accumulatorStride, StoreReader::kRowBits);
  reader.lastTile <<= n.lastColumn.high(n.tileBits);
  reader.firstParameter <<=
      payloadBits(command, &Store::parameterStart, StoreReader::kParameterBits);
  reader.rowValid <<= rowValid;
  n.rowDone <<= reader.rowDone;
  readValid <<= reader.readValid;
  reader.readReady <<= readReady;
  readAddress <<= reader.readAddress;
  record <<= reader.parameter;
  isLast <<= reader.isLast;
  badField <<= reader.outside;
  n.asked <<= readValid & readReady;
  n.askedTag <<= cat(n.current, record, isLast);
  clocked(clk, rst, {n.allSent, n.rowsAhead}, [&] {
    when(n.accept, [&] { n.allSent <<= 0; }).elsewhen(n.runTaken & n.runIsLast, [&] {
      n.allSent <<= 1;
    });
    when(n.runTaken & !n.rowDone, [&] { n.rowsAhead <<= n.rowsAhead + 1; });
    when(n.rowDone & !n.runTaken, [&] { n.rowsAhead <<= n.rowsAhead - 1; });
  });
}

void StoreEngine::queueRows(Nets& n) {
  Wire<Bit> sumsReady{this, "sums_have_room"};

  section();
  note("A tag enters when its row is asked for: the sums always find room.");
  auto& tags = instance<StreamFifo>("u_tags", {{"WIDTH", n.tagBits}, {"DEPTH", kQueueDepth}});
  tags.clk <<= clk;
  tags.reset <<= rst;
  tags.in.valid <<= n.asked;
  tags.in.data <<= n.askedTag;
  n.hasRoom <<= tags.in.ready;
  n.tag <<= tags.out;
  auto& sums = instance<StreamFifo>("u_sums", {{"WIDTH", 32 * COLUMNS}, {"DEPTH", kQueueDepth}});
  sums.clk <<= clk;
  sums.reset <<= rst;
  sums.in.valid <<= readDataValid;
  sums.in.data <<= readData.flat();
  sumsReady <<= sums.in.ready;
  n.sums <<= sums.out;
  unused(sumsReady);
}

void StoreEngine::fetchRecords(Nets& n) {
  Wire<Bit> stageFree{this, "stage_free"};

  section();
  note("The channel records are read while the sums step forward; both wait together.");
  stageFree <<= ~n.stageValid | n.pipelineReady;
  n.fetch <<= n.tag.valid & n.sums.valid & stageFree;
  n.tag.ready <<= n.fetch;
  n.sums.ready <<= n.fetch;
  auto& ram = instance<Ram1r1w>(
      "u_parameters", {{"WIDTH", 64 * COLUMNS}, {"DEPTH", PARAMETER_WORDS}, {"READ_LATENCY", 1}});
  ram.clk <<= clk;
  ram.writeEnable <<= parameterWriteEnable;
  ram.writeAddress <<= parameterWriteAddress;
  ram.writeData <<= parameterWriteData;
  ram.readEnable <<= n.fetch;
  ram.readAddress <<= n.tag.data.at(1, PARAMETER_W);
  n.records <<= ram.readData;
  clocked(clk, rst, {n.stageValid}, [&] {
    when(stageFree, [&] { n.stageValid <<= n.fetch; });
    when(n.fetch, [&] {
      n.stageSums <<= n.sums.data;
      n.stageSlot <<= n.tag.data.msb();
      n.stageLast <<= n.tag.data.bit(0);
    });
  });
}

void StoreEngine::computeOutputs(Nets& n) {
  section();
  auto& pipeline = instance<OutputPipeline>(
      "u_pipeline", {{"LANES", COLUMNS}, {"TAG_W", kOutTagBits}}, shape.nonlinear);
  pipeline.clk <<= clk;
  pipeline.rst <<= rst;
  pipeline.accValid <<= n.stageValid;
  n.pipelineReady <<= pipeline.accReady;
  pipeline.acc.flat() <<= n.stageSums;
  pipeline.record.flat() <<= n.records;
  const auto setting = [&](const auto& grid) { return mux(n.stageSlot, grid(1), grid(0)); };
  pipeline.activation <<= setting(n.activation);
  pipeline.type <<= setting(n.type);
  pipeline.second <<= setting(n.second);
  pipeline.tag <<= cat(setting(n.lastBeat), n.stageLast);
  n.pipelineMoves <<= pipeline.moving;
  n.vector.valid <<= pipeline.outValid;
  pipeline.outReady <<= n.vector.ready;
  n.vector.data <<= pipeline.out;
  n.vectorType <<= pipeline.outType;
  n.vectorTag <<= pipeline.outTag;
}

void StoreEngine::packRows(Nets& n) {
  const Dim width = 32 * COLUMNS + 2 + kOutTagBits;
  StreamWire<Unsigned> oldest{this, "oldest_vector", width, "{tag, type, values}"};

  section();
  note("Every register of the pipeline hangs on its enable: a queue cuts it off from the bus.");
  auto& queue = instance<StreamFifo>("u_vectors", {{"WIDTH", width}, {"DEPTH", 2}});
  queue.clk <<= clk;
  queue.reset <<= rst;
  queue.in.valid <<= n.vector.valid;
  n.vector.ready <<= queue.in.ready;
  queue.in.data <<= cat(n.vectorTag, n.vectorType, n.vector.data.flat());
  oldest <<= queue.out;
  auto& packer = instance<RowPacker>("u_packer", {{"COLUMNS", COLUMNS}, {"BUS_BYTES", BUS_BYTES}});
  packer.clk <<= clk;
  packer.rst <<= rst;
  packer.vector.valid <<= oldest.valid;
  oldest.ready <<= packer.vector.ready;
  packer.vector.data.flat() <<= oldest.data.low(32 * COLUMNS);
  *packer.vector.last <<= oldest.data.at(32 * COLUMNS + 2, 1).bit(0);
  packer.type <<= oldest.data.at(32 * COLUMNS, 2);
  packer.lastBeat <<= oldest.data.high(RowPacker::kBeatIndexBits);
  beat <<= packer.beat;
}

void StoreEngine::countResponses(Nets& n) {
  section();
  Reg<Bit> reported{this, "done_q"};
  Wire<Unsigned> answeredSlot{this, "answered_slot", 1, "command of the run that is answered"};

  note("Responses come in the order of the runs: of the oldest command until it has them all.");
  answeredSlot <<= n.oldest ^ n.finished;
  n.finished <<= mux(n.oldest, n.closed.bit(1) & (n.unanswered(1) == 0),
                     n.closed.bit(0) & (n.unanswered(0) == 0));
  done <<= reported;
  clocked(clk, rst, {n.unanswered.resetTo(0), n.closed, reported}, [&] {
    reported <<= n.finished;
    for (int s = 0; s < kSlots; ++s) {
      const Bit sent = n.runTaken & (n.current == s);
      const Bit answered = runDone & (answeredSlot == s);
      when(sent & !answered, [&] { n.unanswered(s) <<= n.unanswered(s) + 1; });
      when(answered & !sent, [&] { n.unanswered(s) <<= n.unanswered(s) - 1; });
      when(sent & n.runIsLast, [&] {
        n.closed.bit(s) <<= 1;
      }).elsewhen(n.finished & (n.oldest == s), [&] { n.closed.bit(s) <<= 0; });
    }
  });
}

void StoreEngine::reportState(Nets& n) {
  Wire<Bit> moving{this, "moving", "something advances"};

  section();
  moving <<= n.asked | n.fetch | n.pipelineMoves | n.runTaken | (beat.valid & beat.ready);
  state <<= mux(moving, stateBits(isa::State::busy),
                mux(n.underWay == 0, stateBits(isa::State::noCommand),
                    mux(readValid & !readReady, stateBits(isa::State::accumulator),
                        stateBits(isa::State::memoryWrite))));
}

} // namespace weft
