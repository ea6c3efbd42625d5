// store_engine.cpp: Executes commands: takes them, walks their runs, counts the responses.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/store_engine_nets.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/isa/engines.hpp"
#include "gen/prim/address_generator.hpp"
#include "gen/prim/contracts.hpp"

namespace weft {

using namespace hdl;
using isa::Store;

namespace {

constexpr int kMostRowsAhead = 3;

} // namespace

StoreEngine::StoreEngine(StoreEngineShape sizes)
    : Module("store_engine", "executes STORE and POOL: accumulator through the output pipeline"),
      shape(sizes) {
  Nets nets{this};
  takeCommands(nets);
  keepSettings(nets);
  takeDivides(nets);
  takePools(nets);
  generateRuns(nets);
  readRows(nets);
  queueRows(nets);
  computeFactors(nets);
  fetchRecords(nets);
  computeOutputs(nets);
  poolVectors(nets);
  packRows(nets);
  routeRows(nets);
  placeRows(nets);
  countResponses(nets);
  reportState(nets);
  requireHeld(*this, clk, reset, run);
  requireHeld(*this, clk, reset, beat);
}

void StoreEngine::takeCommands(Nets& n) {
  section();
  note("A command is taken when every row of the one before has been asked for, or is placed.");
  n.free <<= ~n.issuing & ~n.forwarding & (n.underWay != Nets::kSlots);
  commandReady <<= n.free & n.generatorReady;
  n.accept <<= commandValid & commandReady;
  n.columns <<= payloadBits(command, &Store::columns, Nets::kCountBits);
  n.lastColumn <<= n.columns - 1;
  n.rowBytes <<= n.columns << payloadBits(command, &Store::type, isa::kBits<isa::OutputType>);
  n.toScratchpad <<= payloadBits(command, &Store::destination, isa::kBits<isa::StoreTo>) ==
                     valueConstant(*this, "TO", isa::StoreTo::activations);
  unused(command);
  require(clk, reset, !n.accept || n.rowBytes >= n.columns, "the bytes of a row fit their width");
  clocked(clk, reset, {n.issuing, n.forwarding, n.current.resetTo(1), n.oldest, n.underWay}, [&] {
    when(n.accept, [&] { n.current <<= ~n.current; });
    when(n.finished, [&] { n.oldest <<= ~n.oldest; });
    when(n.accept, [&] {
      n.issuing <<= 1;
    }).elsewhen(n.rowDone & n.allSent & (n.rowsAhead == 1), [&] { n.issuing <<= 0; });
    when(n.accept, [&] {
      n.forwarding <<= n.toScratchpad;
    }).elsewhen(n.finished & (n.oldest == n.current), [&] { n.forwarding <<= 0; });
    when(n.accept & !n.finished, [&] { n.underWay <<= n.underWay + 1; });
    when(n.finished & !n.accept, [&] { n.underWay <<= n.underWay - 1; });
  });
}

void StoreEngine::keepSettings(Nets& n) {
  const Dim LANE_W = localparam("LANE_W", clog2(COLUMNS), "bits of a column within a tile");
  Wire<Unsigned> newType{this, "new_type", isa::kBits<isa::OutputType>};
  Wire<Unsigned> lastByte{this, "last_byte", 8, "of a row, within its last vector"};
  Wire<Unsigned> lastLane{this, "last_lane", 8, "column of that byte, within its tile"};
  Wire<Unsigned> lastBeat{this, "last_beat", 8, "beat of that byte, within that vector"};

  section();
  newType <<= payloadBits(command, &Store::type, isa::kBits<isa::OutputType>);
  lastLane <<= n.lastColumn.low(LANE_W).extend(8);
  lastByte <<=
      (lastLane << newType) | cat(zeros(6), newType.bit(1), newType.bit(1) | newType.bit(0));
  lastBeat <<= lastByte >> clog2(BUS_BYTES);
  unused(lastBeat.high(8 - RowPacker::kBeatIndexBits));
  clocked(clk, [&] {
    for (int slot = 0; slot < Nets::kSlots; ++slot)
      when(n.accept & (n.current != slot), [&] {
        n.onChip(slot) <<= n.toScratchpad;
        n.type(slot) <<= newType;
        n.activation(slot) <<=
            payloadBits(command, &Store::activation, isa::kBits<isa::Activation>);
        if (n.second)
          (*n.second)(slot) <<= payloadBits(command, &Store::secondScale, 32);
        n.lastBeat(slot) <<= lastBeat.low(RowPacker::kBeatIndexBits);
      });
  });
}

void StoreEngine::generateRuns(Nets& n) {
  Wire<Bit> ahead{this, "runs_may_go_ahead"};
  Wire<Unsigned> wrong{this, "generator_faults", kRunFaults};

  section();
  auto& generator = instance<AddressGenerator>("u_runs", {ADDR_W, BUS_BYTES});
  clockedBy(generator, clk, reset);
  generator.baseAddress <<= baseAddress;
  generator.baseLimit <<= baseLimit;
  generator.startValid <<= commandValid & n.free;
  n.generatorReady <<= generator.startReady;
  generator.base <<= payloadBits(command, &Store::base, 3);
  generator.offset <<= payloadBits(command, &Store::offset, 32);
  generator.bytes <<= n.rowBytes;
  generator.count <<=
      payloadLevels(command, Nets::kCountBits, &Store::count1, &Store::count2, &Store::count3);
  generator.stride <<=
      payloadLevels(command, 32, &Store::stride1, &Store::stride2, &Store::stride3);
  skipNothing(*this, generator);
  n.runOffered <<= generator.run.valid;
  n.runIsLast <<= *generator.run.last;
  ahead <<= n.rowsAhead != kMostRowsAhead;
  generator.run.ready <<= ahead & (run.ready | n.forwarding);
  run.data <<= generator.run.data;
  wrong <<= generator.faults;
  faults <<= wrong | placeFault(n.placedOutside);
  run.valid <<= n.runOffered & ahead & ~n.forwarding;
  n.runTaken <<= n.runOffered & ahead & (run.ready | n.forwarding);
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
  require(clk, reset, !runDone || mux(answeredSlot.bit(0), n.unanswered(1), n.unanswered(0)) != 0,
          "a run that is answered was sent");
  clocked(clk, reset, {n.unanswered.resetTo(0), n.closed, reported}, [&] {
    reported <<= n.finished;
    for (int s = 0; s < Nets::kSlots; ++s) {
      const Bit sent = n.runTaken & (n.current == s);
      const Bit answered = (runDone & (answeredSlot == s)) | (n.rowPlaced & (n.current == s));
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
  const UInt rowsMove = n.asked | n.fetch | n.pipelineMoves | n.runTaken | n.packed.fire();
  moving <<= n.divide ? rowsMove | n.divide->computing : rowsMove;
  state <<= mux(moving, codeOf(*this, isa::State::busy),
                mux(n.underWay == 0, codeOf(*this, isa::State::noCommand),
                    mux(readValid & !readReady, codeOf(*this, isa::State::accumulator),
                        codeOf(*this, isa::State::memoryWrite))));
}

} // namespace weft
