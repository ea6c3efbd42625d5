// matmul_engine.cpp: Executes MATMUL commands: scratchpad x scratchpad -> accumulator.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/matmul_engine.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/depths.hpp"
#include "gen/blocks/matmul_engine/activation_walker.hpp"
#include "gen/blocks/matmul_engine/chunk_sums.hpp"
#include "gen/blocks/matmul_engine/weight_walker.hpp"
#include "gen/blocks/systolic_array/systolic_array.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/valid_line.hpp"

#include <bit>

namespace weft {

using namespace hdl;
using isa::Matmul;

namespace {

constexpr int kOutstandingBits = std::bit_width(static_cast<unsigned>(depths::kMatmulsUnderWay));

/// What becomes of a result that is still in the array.
struct ResultRow {
  Bit last; ///< of its command
  Bit failed, overwrite;
  UInt address;
  static constexpr std::tuple kFields{
      Field{"last", &ResultRow::last}, Field{"failed", &ResultRow::failed},
      Field{"overwrite", &ResultRow::overwrite}, Field{"address", &ResultRow::address}};
};

/// What a machine of shared attention knows of it beside that.
struct WeighedRow {
  Bit weighs, isWhole;
  static constexpr std::tuple kFields{Field{"weighs", &WeighedRow::weighs},
                                      Field{"is_whole", &WeighedRow::isWhole}};
};

/// The part of a chunk that a result is.
struct ResultPart {
  Bit first, last;
  UInt row;
  static constexpr std::tuple kFields{Field{"first", &ResultPart::first},
                                      Field{"last", &ResultPart::last},
                                      Field{"row", &ResultPart::row}};
};

/// What is left to know when it leaves.
struct ResultEnd {
  Bit last, failed;
  static constexpr std::tuple kFields{Field{"last", &ResultEnd::last},
                                      Field{"failed", &ResultEnd::failed}};
};

} // namespace

/// What a machine of shared attention knows of the vector being read.
struct MatmulEngine::VectorNets {
  Wire<Bit> weighs, firstPart, lastPart;
  Wire<Unsigned> partRow;

  explicit VectorNets(Module* at)
      : weighs(at, "weighs", "it is of probabilities"),
        firstPart(at, "first_part", "it begins a chunk, or has no part in any"),
        lastPart(at, "last_part", "it ends a chunk, or has no part in any"),
        partRow(at, "part_row", kPartRowBits, "which row of its tile") {}
};

/// What runs between the walkers, the array and the accumulator.
struct MatmulEngine::Nets {
  MatmulEngine* at;
  Wire<Bit> offerWeights{at, "offer_weights", "the weight walker has not seen the command"};
  Wire<Bit> weightsReady{at, "weights_ready", "and can start it"};
  Wire<Bit> offerActivations{at, "offer_activations", "the activation walker may start it"};
  Wire<Bit> take{at, "take", "it starts: the command is taken"};
  Wire<Bit> retire{at, "retire", "the oldest command ends"};
  Reg<Unsigned> outstanding{at, "outstanding_q", kOutstandingBits,
                            "commands that have started and not ended"};
  Wire<Bit> tileReady{at, "tile_ready", "the weights of the next tile wait"};
  Wire<Bit> tileFailed{at, "tile_failed", "one of them lay outside"};
  Wire<Bit> first{at, "first", "the vector being read is the first of a tile"};
  Wire<Bit> overwrite{at, "overwrite", "its result replaces the row"};
  Wire<Bit> last{at, "last", "it is the last of its command"};
  Wire<Bit> failed{at, "failed", "its result must not be written"};
  Wire<Bit> active{at, "active", "vectors of a command are left"};
  Wire<Bit> held{at, "held", "the next one waits for results that are still in the array"};
  Wire<Unsigned> sumAddress{at, "sum_address", at->ADDRESS_W, "row for its result"};
  std::optional<VectorNets> vector =
      at->isShared() ? std::optional<VectorNets>(std::in_place, at) : std::nullopt;
  Wire<Bit> resultValid{at, "result_valid",
                        at->isShared() ? "a result is written" : "a result leaves the array"};
  Wire<Bit> lastDue{at, "last_due", "it is the last of its command"};
  Wire<Bit> failedDue{at, "failed_due", "it must not be written"};
};

MatmulEngine::MatmulEngine(MatmulEngineShape sizes)
    : Module("matmul_engine", "executes MATMUL: scratchpad times scratchpad into the accumulator"),
      shape(sizes) {
  Nets nets{this};
  if (isShared()) {
    require(PARTS * ROWS == CHUNK, "CHUNK_must_be_a_multiple_of_ROWS");
    require(PARTS == 1 || ROWS >= READ_LATENCY + 2, "parts_of_a_chunk_must_not_meet");
  }
  forkCommands(nets);
  walkWeights(nets);
  walkActivations(nets);
  multiply(nets);
  announceRows(nets);
  finishCommands(nets);
  reportState(nets);
}

void MatmulEngine::forkCommands(Nets& n) {
  Reg<Bit> weightsStarted{this, "weights_started_q", "the weight walker runs ahead on the command"};

  section();
  note("The weight walker starts a command as soon as it is free, the activation walker when the");
  note("command before has streamed; then the command is taken. At most two are unfinished.");
  n.offerWeights <<= commandValid && !weightsStarted;
  n.offerActivations <<= commandValid && n.outstanding != depths::kMatmulsUnderWay;
  commandReady <<= n.take;
  clocked(clk, reset, {weightsStarted, n.outstanding}, [&] {
    when(n.take, [&] { weightsStarted <<= 0; }).elsewhen(n.offerWeights && n.weightsReady, [&] {
      weightsStarted <<= 1;
    });
    when(n.take && !n.retire, [&] { n.outstanding <<= n.outstanding + 1; });
    when(n.retire && !n.take, [&] { n.outstanding <<= n.outstanding - 1; });
  });
  require(clk, reset, n.outstanding <= 2, "at most two commands are unfinished");
  require(clk, reset, !n.retire || n.outstanding != 0, "a command that ends has started");
}

void MatmulEngine::walkWeights(Nets& n) {
  const auto field = [this](std::uint32_t Matmul::*member, int width) {
    return payloadBits(command, member, width);
  };

  section();
  auto& walker = instance<WeightWalker>("u_weight_walker", {ROWS, WEIGHT_WORDS});
  clockedBy(walker, clk, reset);
  walker.commandValid <<= n.offerWeights;
  n.weightsReady <<= walker.commandReady;
  walker.kTiles <<= field(&Matmul::kTiles, kMatmulCountBits);
  walker.nTiles <<= field(&Matmul::nTiles, kMatmulCountBits);
  walker.start <<= field(&Matmul::weightStart, kMatmulAddressBits);
  walker.kStride <<= field(&Matmul::weightKStride, kMatmulCountBits);
  walker.nStride <<= field(&Matmul::weightNStride, kMatmulCountBits);
  weightReadEnable <<= walker.readEnable;
  weightReadAddress <<= walker.readAddress;
  n.tileReady <<= walker.tileReady;
  n.tileFailed <<= walker.tileFailed;
  walker.swap <<= n.first;
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
  walker.commandValid <<= n.offerActivations;
  ready <<= walker.commandReady;
  n.take <<= n.offerActivations && ready;
  walker.accumulate <<= field(&Matmul::accumulate, 1);
  walker.rows <<= field(&Matmul::rows, kMatmulCountBits);
  walker.kTiles <<= field(&Matmul::kTiles, kMatmulCountBits);
  walker.nTiles <<= field(&Matmul::nTiles, kMatmulCountBits);
  walker.vectorStart <<= field(&Matmul::activationStart, kMatmulAddressBits);
  walker.vectorStride <<= field(&Matmul::activationStride, kMatmulAddressBits);
  walker.sumStart <<= field(&Matmul::accumulatorStart, kMatmulAddressBits);
  walker.sumStride <<= field(&Matmul::accumulatorStride, kMatmulAddressBits);
  walker.tileReady <<= n.tileReady;
  walker.tileFailed <<= n.tileFailed;
  n.first <<= walker.first;
  activationReadEnable <<= walker.readEnable;
  activationReadAddress <<= walker.readAddress;
  n.sumAddress <<= walker.sumAddress;
  n.overwrite <<= walker.overwrite;
  n.last <<= walker.last;
  n.failed <<= walker.failed;
  n.active <<= walker.active;
  n.held <<= walker.held;
  unused(command);
  if (isShared())
    walkParts(n, walker);
}

void MatmulEngine::walkParts(Nets& n, ActivationWalker& walker) {
  walker.parts->commandWeighs <<=
      weigh->opcode == namedCode(*this, "OPCODE_WEIGH", isa::numberOf(isa::Opcode::weigh), 8);
  n.vector->weighs <<= walker.parts->weighs;
  n.vector->firstPart <<= walker.parts->first;
  n.vector->lastPart <<= walker.parts->last;
  n.vector->partRow <<= walker.parts->row;
}

/// The one place that chooses the array: another dataflow is another block behind the same pins.
ProductArray& MatmulEngine::addArray() {
  return instance<SystolicArray>("u_systolic_array", {ROWS, COLUMNS}, shape.array, shape.attention);
}

void MatmulEngine::multiply(Nets& n) {
  Wire<Bit> weightsDue{this, "weights_due", "a row of weights reaches the array"};
  Wire<Bit> vectorDue{this, "vector_due", "an activation vector does"};
  Wire<Bit> firstDue{this, "first_due", "the first one of a tile does"};
  const auto follow = [this](const Name& name, const Bit& issued, Wire<Bit>& due) {
    auto& line = instance<ValidLine>(name, {{"DEPTH", READ_LATENCY}});
    clockedBy(line, clk, reset);
    line.validIn <<= issued;
    due <<= line.validOut;
  };

  section();
  follow("u_weights_due", weightReadEnable, weightsDue);
  follow("u_vector_due", activationReadEnable, vectorDue);
  follow("u_first_due", n.first, firstDue);
  ProductArray& array = addArray();
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

void MatmulEngine::enterVectors(Nets& n, ProductArray& array) {
  WireGrid<Unsigned> operand{this, "operand", {ROWS}, kSharedActivationBits, "with its sign or 0"};
  const Bit unsignedDue = delayed(*this, "weighs_due", clk, n.vector->weighs, READ_LATENCY).bit(0);

  forEach("g_operand", "r", ROWS, [&](Dim r) {
    const UInt byte = activationReadData.at(8 * r, 8);
    operand(r) <<= cat(byte.msb() && !unsignedDue, byte);
  });
  array.activation <<= operand.flat();
}

void MatmulEngine::gatherChunks(Nets& n, ProductArray& array) {
  WireGrid<Signed> result{this, "result", {COLUMNS}, 32, "what leaves the array"};
  Wire<Bit> leaves{this, "result_leaves", "a result does"};

  section();
  result <<= array.result;
  leaves <<= array.resultValid;
  n.resultValid <<=
      validLate(*this, "written", clk, reset, leaves, gatherLatency(PARTS) + kAlignmentStages);
  generateIf(
      PARTS > 1, "g_parts",
      [&] {
        const Dim cycles = arrayLatency(ROWS, COLUMNS);
        const auto part =
            delayed(*this, "due_part", clk,
                    ResultPart{n.vector->firstPart, n.vector->lastPart, n.vector->partRow}, cycles);
        auto& sums = instance<ChunkSums>("u_chunk_sums", {COLUMNS, CHUNK, READ_LATENCY});
        clockedBy(sums, clk, reset);
        sums.valid <<=
            validLate(*this, "part_due", clk, reset, activationReadEnable && !n.failed, cycles);
        sums.first <<= part.first;
        sums.last <<= part.last;
        sums.row <<= part.row;
        sums.part <<= result;
        addData <<= sums.sum;
      },
      "g_products",
      [&] {
        addData <<= result;
        unused(n.vector->firstPart, n.vector->partRow);
      });
}

void MatmulEngine::announceRows(Nets& n) {
  const Dim ofArray = arrayLatency(ROWS, COLUMNS);
  const Dim cycles = isShared() ? localparam("SUMS_LATENCY", ofArray + gatherLatency(PARTS),
                                             "cycles through the array and what gathers chunks")
                                : ofArray;
  Wire<Bit> nearlyDue{this, "nearly_due", "a result leaves the array READ_LATENCY cycles later"};

  section();
  note("A row is announced READ_LATENCY cycles before its data leaves the array.");
  auto& vectorLine = instance<ValidLine>("u_vectors", {{"DEPTH", cycles}});
  clockedBy(vectorLine, clk, reset);
  vectorLine.validIn <<= activationReadEnable;
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
  addOverwrite <<= row.overwrite;
  addAddress <<= row.address;
  n.lastDue <<= due.last;
  n.failedDue <<= due.failed;
}

/// Announces the rows of `good` results, those that complete a chunk; `cycles` after the read.
void MatmulEngine::announceAligned(Nets& n, const Bit& good, const Dim& cycles) {
  const auto weighed =
      delayed(*this, "weighed", clk, WeighedRow{n.vector->weighs, n.vector->lastPart}, cycles);
  const UInt alignment = delayed(*this, "alignment", clk, weigh->alignment, cycles - READ_LATENCY);

  addValid <<= good && weighed.isWhole;
  addDataValid <<= validLate(*this, "add_data_due", clk, reset, addValid, READ_LATENCY);
  weigh->weighs <<= weighed.weighs;
  weigh->alignRow <<= alignment.msb();
  weigh->alignShift <<= alignment.low(num::kAlignmentBits);
}

void MatmulEngine::finishCommands(Nets& n) {
  Reg<Bit> isDone{this, "done_q"}, isBad{this, "bad_field_q"};

  section();
  n.retire <<= n.resultValid && n.lastDue;
  if (!isShared())
    addDataValid <<= n.resultValid && !n.failedDue;
  clocked(clk, reset, {isDone, isBad}, [&] {
    isDone <<= n.retire && !n.failedDue;
    isBad <<= n.retire && n.failedDue;
  });
  done <<= isDone;
  badField <<= isBad;
}

void MatmulEngine::reportState(Nets& n) {
  Wire<Bit> streaming{this, "streaming", "a vector is read, or results are still in the array"};

  section();
  streaming <<= activationReadEnable || n.held || (!n.active && n.outstanding != 0);
  state <<= mux(
      streaming, codeOf(*this, isa::State::busy),
      mux(n.active, codeOf(*this, isa::State::scratchpad), codeOf(*this, isa::State::noCommand)));
}

} // namespace weft
