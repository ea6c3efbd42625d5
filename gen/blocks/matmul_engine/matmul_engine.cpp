// matmul_engine.cpp: Executes MATMUL commands: scratchpad x scratchpad -> accumulator.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/matmul_engine.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/matmul_engine/activation_walker.hpp"
#include "gen/blocks/matmul_engine/matmul_engine_nets.hpp"
#include "gen/blocks/matmul_engine/weight_walker.hpp"
#include "gen/blocks/output_stationary_array/output_stationary_array_model.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/valid_line.hpp"

namespace weft {

using namespace hdl;
using isa::Matmul;

namespace {

/// What becomes of a result that is still in the array.
struct ResultRow {
  Bit last; ///< of its command
  Bit failed, overwrite;
  UInt address;
  static constexpr std::tuple kFields{
      Field{"last", &ResultRow::last}, Field{"failed", &ResultRow::failed},
      Field{"overwrite", &ResultRow::overwrite}, Field{"address", &ResultRow::address}};
};

} // namespace

MatmulEngine::MatmulEngine(MatmulEngineShape sizes)
    : Module("matmul_engine", "executes MATMUL: scratchpad times scratchpad into the accumulator"),
      shape(sizes) {
  Nets nets{this};
  if (isShared()) {
    require(PARTS * ROWS == CHUNK, "CHUNK_must_be_a_multiple_of_ROWS");
    require(PARTS == 1 || ROWS >= READ_LATENCY + 2, "parts_of_a_chunk_must_not_meet");
  }
  if (rowsStay())
    runPasses(nets);
  else if (sumsStay())
    takeSteps(nets);
  else
    streamVectors(nets);
  if (!rowsStay())
    announceRows(nets);
  finishCommands(nets);
  reportState(nets);
}

void MatmulEngine::streamVectors(Nets& n) {
  forkCommands(n);
  if (isShared())
    tellCommands(n);
  if (nothingStays())
    walkTiles(n);
  else
    walkWeights(n);
  walkActivations(n);
  if (nothingStays())
    multiplyAtOnce(n);
  else
    multiply(n);
}

void MatmulEngine::forkCommands(Nets& n) {
  Reg<Bit> weightsStarted{this, "weights_started_q", "the weight walker runs ahead on the command"};

  section();
  note("The weight walker starts a command as soon as it is free, the activation walker when the");
  note(rowsStay()
           ? "command before is read, but not earlier; then the command is taken. At most four are."
           : "command before has streamed; then the command is taken. At most two are unfinished.");
  n.fork->offerWeights <<= commandValid && !weightsStarted;
  const Bit mayStart = commandValid && n.outstanding != mostUnderWay();
  n.fork->offerActivations <<=
      rowsStay() ? mayStart && (weightsStarted || n.fork->weightsReady) : mayStart;
  commandReady <<= n.take;
  clocked(clk, reset, {weightsStarted, n.outstanding}, [&] {
    when(n.take, [&] {
      weightsStarted <<= 0;
    }).elsewhen(n.fork->offerWeights && n.fork->weightsReady, [&] { weightsStarted <<= 1; });
    countCommands(n);
  });
  requireFew(n);
}

/// In a clocked block.
void MatmulEngine::countCommands(Nets& n) {
  when(n.take && !n.retire, [&] { n.outstanding <<= n.outstanding + 1; });
  when(n.retire && !n.take, [&] { n.outstanding <<= n.outstanding - 1; });
}

void MatmulEngine::requireFew(Nets& n) {
  require(clk, reset, n.outstanding <= mostUnderWay(),
          sumsStay() || rowsStay() ? "at most four commands are unfinished"
                                   : "at most two commands are unfinished");
  require(clk, reset, !n.retire || n.outstanding != 0, "a command that ends has started");
}

void MatmulEngine::walkWeights(Nets& n) {
  const auto field = [this](std::uint32_t Matmul::*member, int width) {
    return payloadBits(command, member, width);
  };

  section();
  auto& walker = instance<WeightWalker>("u_weight_walker", {ROWS, WEIGHT_WORDS}, shape.attention);
  clockedBy(walker, clk, reset);
  walker.commandValid <<= n.fork->offerWeights;
  n.fork->weightsReady <<= walker.commandReady;
  walker.kTiles <<= field(&Matmul::kTiles, kMatmulCountBits);
  walker.nTiles <<= field(&Matmul::nTiles, kMatmulCountBits);
  walker.start <<= field(&Matmul::weightStart, kMatmulAddressBits);
  walker.kStride <<= field(&Matmul::weightKStride, kMatmulCountBits);
  walker.nStride <<= field(&Matmul::weightNStride, kMatmulCountBits);
  if (isShared())
    *walker.weighs <<= n.vector->commandWeighs;
  weightReadEnable <<= walker.readEnable;
  weightReadAddress <<= walker.readAddress;
  n.tile->ready <<= walker.tileReady;
  n.tile->failed <<= walker.tileFailed;
  walker.swap <<= n.tile->first;
}

void MatmulEngine::walkActivations(Nets& n) {
  const auto field = [this](std::uint32_t Matmul::*member, int width) {
    return payloadBits(command, member, width);
  };
  Wire<Bit> ready{this, "activations_ready", "the activation walker is free"};

  section();
  std::vector<ParameterValue> widths = {ROWS, ACTIVATION_WORDS, ADDRESS_W, READ_LATENCY};
  if (isShared())
    widths.emplace_back(PARTS);
  auto& walker = instance<ActivationWalker>("u_activation_walker", widths, shape.attention);
  clockedBy(walker, clk, reset);
  walker.commandValid <<= n.fork->offerActivations;
  ready <<= walker.commandReady;
  n.take <<= n.fork->offerActivations && ready;
  walker.accumulate <<= field(&Matmul::accumulate, 1);
  walker.rows <<= field(&Matmul::rows, kMatmulCountBits);
  walker.kTiles <<= field(&Matmul::kTiles, kMatmulCountBits);
  walker.nTiles <<= field(&Matmul::nTiles, kMatmulCountBits);
  walker.vectorStart <<= field(&Matmul::activationStart, kMatmulAddressBits);
  walker.vectorStride <<= field(&Matmul::activationStride, kMatmulAddressBits);
  walker.sumStart <<= field(&Matmul::accumulatorStart, kMatmulAddressBits);
  walker.sumStride <<= field(&Matmul::accumulatorStride, kMatmulAddressBits);
  walker.tileReady <<= n.tile->ready;
  walker.tileFailed <<= n.tile->failed;
  n.tile->first <<= walker.first;
  activationReadEnable <<= walker.readEnable;
  activationReadAddress <<= walker.readAddress;
  n.sumAddress <<= walker.sumAddress;
  n.overwrite <<= walker.overwrite;
  n.last <<= walker.last;
  n.failed <<= walker.failed;
  n.wait->active <<= walker.active;
  n.wait->held <<= walker.held;
  unused(command);
  if (isShared())
    walkParts(n, walker);
}

/// `due`, when what is read in a cycle in which it is `issued` reaches the array.
void MatmulEngine::follow(const Name& name, const Bit& issued, Wire<Bit>& due) {
  auto& line = instance<ValidLine>(name, {{"DEPTH", READ_LATENCY}});
  clockedBy(line, clk, reset);
  line.validIn <<= issued;
  due <<= line.validOut;
}

void MatmulEngine::multiply(Nets& n) {
  Wire<Bit> weightsDue{this, "weights_due", "a row of weights reaches the array"};
  Wire<Bit> vectorDue{this, "vector_due", "an activation vector does"};
  Wire<Bit> firstDue{this, "first_due", "the first one of a tile does"};

  section();
  follow("u_weights_due", weightReadEnable, weightsDue);
  follow("u_vector_due", activationReadEnable, vectorDue);
  follow("u_first_due", n.tile->first, firstDue);
  auto& array =
      instance<SystolicArray>("u_systolic_array", {ROWS, COLUMNS}, shape.array, shape.attention);
  clockedBy(array, clk, reset);
  array.weightValid <<= weightsDue;
  array.weight <<= weightReadData;
  array.activationValid <<= vectorDue;
  array.activationFirst <<= firstDue;
  if (isShared()) {
    enterVectors(n, array);
    gatherChunks(n, array);
  } else {
    array.activation <<= activationReadData;
    n.resultValid <<= array.resultValid;
    addData <<= array.result;
  }
}

/// From the read of a vector to its result.
Dim MatmulEngine::sumsLatency() {
  if (sumsStay())
    return localparam("SUMS_LATENCY", outputStationaryLatency(ROWS, COLUMNS),
                      "cycles through the array");
  if (nothingStays())
    return localparam("SUMS_LATENCY", noLocalReuseLatency(clog2(ROWS)), "cycles through the array");
  const Dim ofArray = arrayLatency(ROWS, COLUMNS);
  return isShared() ? localparam("SUMS_LATENCY", ofArray + gatherLatency(PARTS),
                                 "cycles through the array and what gathers chunks")
                    : ofArray;
}

void MatmulEngine::announceRows(Nets& n) {
  const Dim cycles = sumsLatency();
  Wire<Bit> nearlyDue{this, "nearly_due", "a result leaves the array READ_LATENCY cycles later"};

  section();
  note("A row is announced READ_LATENCY cycles before its data leaves the array.");
  auto& vectorLine = instance<ValidLine>("u_vectors", {{"DEPTH", cycles}});
  clockedBy(vectorLine, clk, reset);
  vectorLine.validIn <<= sumsStay() ? Bit(n.step->bringsSums) : Bit(activationReadEnable);
  nearlyDue <<= vectorLine.validOut;
  const auto row = delayed(
      *this, "row", clk,
      ResultRow{
          .last = n.last, .failed = n.failed, .overwrite = n.overwrite, .address = n.sumAddress},
      cycles);
  const Dim toWrite = rowLatency(READ_LATENCY, shape.attention);
  const auto due = delayed(*this, "due", clk, ResultEnd{row.last, row.failed}, toWrite);
  if (isShared())
    announceAligned(n, nearlyDue && !row.failed, cycles);
  else
    addValid <<= nearlyDue && !row.failed;
  if (sumsStay())
    addDataValid <<= validLate(*this, "add_data_due", clk, reset, addValid, READ_LATENCY);
  addOverwrite <<= row.overwrite;
  addAddress <<= row.address;
  n.lastDue <<= due.last;
  n.failedDue <<= due.failed;
}

void MatmulEngine::finishCommands(Nets& n) {
  Reg<Bit> isDone{this, "done_q"}, isBad{this, "bad_field_q"};

  section();
  n.retire <<= n.resultValid && n.lastDue;
  if (!isShared() && !sumsStay() && !rowsStay())
    addDataValid <<= n.resultValid && !n.failedDue;
  clocked(clk, reset, {isDone, isBad}, [&] {
    isDone <<= n.retire && !n.failedDue;
    isBad <<= n.retire && n.failedDue;
  });
  done <<= isDone;
  badField <<= isBad;
}

void MatmulEngine::reportState(Nets& n) {
  const UInt noCommand = codeOf(*this, isa::State::noCommand);
  section();
  if (sumsStay() || rowsStay())
    state <<= mux(n.outstanding != 0, codeOf(*this, isa::State::busy), noCommand);
  else
    reportWaits(n, noCommand);
}

void MatmulEngine::reportWaits(Nets& n, const UInt& noCommand) {
  Wire<Bit> streaming{this, "streaming", "a vector is read, or results are still in the array"};

  streaming <<= activationReadEnable || n.wait->held || (!n.wait->active && n.outstanding != 0);
  state <<= mux(streaming, codeOf(*this, isa::State::busy),
                mux(n.wait->active, codeOf(*this, isa::State::scratchpad), noCommand));
}

} // namespace weft
