// softmax_engine.cpp: Executes PROBABILITIES: accumulator -> online softmax -> activation words.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax_engine/softmax_engine.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/depths.hpp"
#include "gen/blocks/scale_bits.hpp"
#include "gen/blocks/softmax/softmax.hpp"
#include "gen/blocks/softmax_engine/score_walker.hpp"
#include "gen/isa/engines.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/run_check.hpp"

#include <bit>

namespace weft {

using namespace hdl;
using isa::Probabilities;

namespace {

constexpr int kKeyFieldBits = std::bit_width(isa::kMostRows);
/// From the last word of a command to done_o: the row's sum may come one cycle after the word.
constexpr int kDoneCycles = 2;

/// What goes with a chunk through the softmax.
struct ChunkTag {
  Bit last; ///< of its command
  UInt place;
  static constexpr std::tuple kFields{Field{"last", &ChunkTag::last},
                                      Field{"place", &ChunkTag::place}};
};

} // namespace

/// What runs between the steps of the constructor.
struct SoftmaxEngine::Nets {
  SoftmaxEngine* at;
  Wire<Bit> accept{at, "accept", "a command is taken"};
  Wire<Bit> malformed{at, "malformed", "one of its fields is out of range"};
  Wire<Bit> failed{at, "failed", "a command cannot be executed: wait for reset"};
  Wire<Unsigned> scale{at, "scale", 32, "of the command"};
  Wire<Unsigned> stride{at, "word_stride", at->PLACE_W, "of the command"};
  Reg<Unsigned> scaleHeld{at, "scale_q", 32, "of the commands under way"};
  Reg<Unsigned> strideHeld{at, "word_stride_q", at->PLACE_W};
  Reg<Unsigned> underWay{at, "under_way_q", 2, "commands taken and not done"};
  Wire<Bit> walking{at, "walking", "parts of the newest command are left"};

  Wire<Bit> partValid{at, "part_valid"};
  Wire<Bit> partReady{at, "part_ready"};
  ScorePart part = wires(*at, "part", ScorePart::shape(at->CHUNK, at->ROW_W, at->ACTIVATION_WORDS));
  Wire<Bit> exists{at, "exists", "a part is there and can be read"};
  Wire<Bit> admissible{at, "admissible", "no chunk of the part is refused"};
  Wire<Bit> supplied{at, "supplied", "the accumulator gives the row, or it is not needed"};
  Wire<Bit> chunkReady{at, "chunk_ready", "the softmax takes the chunk of the part"};
  Wire<Unsigned> scores{at, "scores", num::kScoreBits * at->CHUNK, "with those that arrive"};

  Wire<Bit> pValid{at, "p_valid"};
  Wire<Unsigned> p{at, "p", num::kProbabilityBits * at->CHUNK};
  Wire<Unsigned> align{at, "p_align", ChunkPlacer::kAlignBits};
  ChunkTag tag = wires(*at, "p_tag", ChunkTag{zeros(1), zeros(at->PLACE_W)});
};

SoftmaxEngine::SoftmaxEngine(num::Nonlinear nonlinear)
    : Module("softmax_engine", "executes PROBABILITIES: accumulator to activations by softmax") {
  Nets nets{this};
  checkSizes();
  takeCommands(nets);
  judgeCommand(nets);
  walkScores(nets);
  readScores(nets);
  gatherChunk(nets);
  computeProbabilities(nets, nonlinear);
  placeWords(nets);
  reportState(nets);
}

void SoftmaxEngine::checkSizes() {
  require(LANES <= ROWS, "LANES_must_be_at_most_ROWS");
  require(LANES <= COLUMNS, "LANES_must_be_at_most_COLUMNS");
  require(CHUNK % ROWS == 0, "CHUNK_must_be_a_multiple_of_ROWS");
  require(CHUNK % COLUMNS == 0, "CHUNK_must_be_a_multiple_of_COLUMNS");
  require(MAX_KEYS <= kMostSharedKeys, "MAX_KEYS_must_be_at_most_4096");
}

void SoftmaxEngine::takeCommands(Nets& n) {
  Wire<Unsigned> wide{this, "word_stride_wide", kScoreAddressBits + 1};
  Wire<Bit> alike{this, "alike", "it may follow while chunks are under way"};

  section();
  note("What chunks under way still need holds until they are out: scale and word stride.");
  n.scale <<= payloadBits(command, &Probabilities::scoreScale, 32);
  wide <<= payloadBits(command, &Probabilities::activationStride, kScoreAddressBits)
               .extend(kScoreAddressBits + 1);
  n.stride <<= placeOf(wide, WORD_W);
  alike <<= (n.underWay != depths::kProbabilitiesUnderWay) & (n.scale == n.scaleHeld) &
            (n.stride == n.strideHeld);
  commandReady <<= ~n.failed & ~n.walking & ((n.underWay == 0) | alike);
  n.accept <<= commandValid & commandReady;
  unused(command);
  clocked(clk, reset, {n.underWay}, [&] {
    when(n.accept & ~done, [&] { n.underWay <<= n.underWay + 1; });
    when(done & ~n.accept, [&] { n.underWay <<= n.underWay - 1; });
  });
  clocked(clk, [&] {
    when(n.accept, [&] {
      n.scaleHeld <<= n.scale;
      n.strideHeld <<= n.stride;
    });
  });
  require(clk, reset, !done || n.underWay != 0, "a command that is done was taken");
}

void SoftmaxEngine::judgeCommand(Nets& n) {
  Wire<Unsigned> keys{this, "keys", kKeyFieldBits, "of the command"};
  Wire<Unsigned> rowEnd{this, "row_end", kRememberedRowBits + 1, "row behind its last"};
  Reg<Bit> refused{this, "refused_q", "a field was out of range"};

  section();
  keys <<= payloadBits(command, &Probabilities::keys, kKeyFieldBits);
  rowEnd <<=
      payloadBits(command, &Probabilities::rowStart, kRememberedRowBits)
          .extend(kRememberedRowBits + 1) +
      payloadBits(command, &Probabilities::rows, kScoreRowsBits).extend(kRememberedRowBits + 1);
  n.malformed <<= (keys > value(MAX_KEYS, kKeyFieldBits)) | (rowEnd > num::kRememberedRows) |
                  (shiftBits(n.scale) < num::kSmallestScoreShift);
  clocked(clk, reset, {refused}, [&] { when(n.accept & n.malformed, [&] { refused <<= 1; }); });
  n.failed <<= refused | (n.partValid & n.part.outside);
  badField <<= n.failed;
}

void SoftmaxEngine::walkScores(Nets& n) {
  Wire<Unsigned> start{this, "word_start", kScoreAddressBits + 1, "of the command"};
  Wire<Unsigned> word{this, "part_word", widthOf(n.part)};

  section();
  auto& walker = instance<ScoreWalker>("u_scores", {ROWS, COLUMNS, CHUNK, ROW_W, ACTIVATION_WORDS});
  clockedBy(walker, clk, reset);
  start <<= payloadBits(command, &Probabilities::activationStart, kScoreAddressBits)
                .extend(kScoreAddressBits + 1);
  walker.start <<= n.accept & ~n.malformed;
  walker.causal <<= payloadBits(command, &Probabilities::causal, 1);
  walker.first <<= payloadBits(command, &Probabilities::first, 1);
  walker.rows <<= payloadBits(command, &Probabilities::rows, kScoreRowsBits);
  walker.keys <<= payloadBits(command, &Probabilities::keys, ScoreWalker::kKeyBits);
  walker.visible <<= payloadBits(command, &Probabilities::visible, 32).asSigned();
  walker.rowStart <<= payloadBits(command, &Probabilities::rowStart, kRememberedRowBits);
  walker.scoreStart <<= payloadBits(command, &Probabilities::accumulatorStart, kScoreAddressBits);
  walker.scoreStride <<= payloadBits(command, &Probabilities::accumulatorStride, kScoreAddressBits);
  walker.placeStart <<= placeOf(start, WORD_W);
  walker.placeStride <<= n.stride;
  n.walking <<= walker.walking;
  n.partValid <<= walker.part.valid;
  walker.part.ready <<= n.partReady;
  word <<= walker.part.data;
  split(*this, n.part, word);
}

void SoftmaxEngine::readScores(Nets& n) {
  section();
  note("A chunk is taken in the cycle in which its last part is read: both or none.");
  n.exists <<= n.partValid & ~n.part.outside;
  n.admissible <<= ~n.part.closes | n.chunkReady;
  n.supplied <<= ~n.part.read | readReady;
  n.partReady <<= n.admissible & n.supplied & ~n.part.outside;
  readValid <<= n.exists & n.part.read & n.admissible;
  readAddress <<= n.part.address;
  checks([&] {
    Reg<Unsigned> due{this, "row_due_q", READ_LATENCY, "bit i: a row was read i + 1 cycles ago"};
    clocked(clk, reset, {due}, [&] {
      due.bit(0) <<= readValid & readReady;
      loop("age", READ_LATENCY - 1, [&](Dim age) { due.bit(age + 1) <<= due.bit(age); });
    });
    require(clk, reset, readDataValid == due.msb(), "a row comes READ_LATENCY cycles later");
  });
  unused(readDataValid);
}

void SoftmaxEngine::gatherChunk(Nets& n) {
  const Dim EARLIER_W = localparam("EARLIER_W", num::kScoreBits * (CHUNK - COLUMNS),
                                   "bits of all parts but the last");
  const Bit arrives =
      validLate(*this, "part_arrives", clk, reset, n.partValid & n.partReady, READ_LATENCY);

  section();
  note("A part that is not needed takes its turn all the same, with whatever is on the bus.");
  generateIf(
      COLUMNS < CHUNK, "g_parts",
      [&] {
        Reg<Unsigned> earlier{this, "earlier_q", EARLIER_W, "parts of the chunk before this one"};
        n.scores <<= cat(readData.flat(), earlier);
        clocked(clk, [&] { when(arrives, [&] { earlier <<= n.scores.high(EARLIER_W); }); });
      },
      "g_whole",
      [&] {
        n.scores <<= readData.flat().sized(n.scores.width());
        unused(arrives);
      });
}

void SoftmaxEngine::computeProbabilities(Nets& n, num::Nonlinear nonlinear) {
  Wire<Unsigned> shift{this, "shift", num::kShiftBits};
  Wire<Unsigned> word{this, "p_tag_word", widthOf(n.tag)};
  Wire<Signed> chunkExponent{this, "p_exponent", num::kChunkExponentBits};
  Wire<Signed> rowExponent{this, "state_exponent", num::kChunkExponentBits};
  Wire<Unsigned> row{this, "p_row", kRememberedRowBits};
  Wire<Unsigned> stateTag{this, "state_tag", widthOf(n.tag)};
  Wire<Bit> alignRow{this, "align_row"};
  Wire<Unsigned> alignShift{this, "align_shift", num::kAlignmentBits};

  section();
  auto& unit = instance<Softmax>(
      "u_softmax",
      {CHUNK, LANES, {"ROWS", num::kRememberedRows}, {"TAG_W", widthOf(n.tag)}, READ_LATENCY},
      nonlinear);
  clockedBy(unit, clk, reset);
  shift <<= shiftBits(n.scaleHeld) - num::kDroppedMultiplierBits;
  unit.multiplier <<= multiplierBits(n.scaleHeld, num::kDroppedMultiplierBits);
  unit.shift <<= shift;
  unit.chunkValid <<= n.exists & n.part.closes & n.supplied;
  n.chunkReady <<= unit.chunkReady;
  unit.chunkScore <<= n.scores;
  unit.chunkVisible <<= n.part.visible;
  unit.chunkFirst <<= n.part.first;
  unit.chunkRow <<= n.part.row;
  unit.chunkTag <<= pack(ChunkTag{n.part.last, n.part.place});
  n.pValid <<= unit.pValid;
  n.p <<= unit.p;
  chunkExponent <<= unit.pExponent;
  alignRow <<= unit.pAlignRow;
  alignShift <<= unit.pAlignShift;
  n.align <<= cat(alignRow, alignShift);
  row <<= unit.pRow;
  word <<= unit.pTag;
  split(*this, n.tag, word);
  sumEnable <<= unit.stateValid;
  rowExponent <<= unit.stateExponent;
  sumData <<= unit.stateSum;
  sumAddress <<= unit.stateRow;
  stateTag <<= unit.stateTag;
  unused(n.scaleHeld, chunkExponent, rowExponent, row, stateTag);
}

void SoftmaxEngine::placeWords(Nets& n) {
  Wire<Bit> outside{this, "word_outside", "a word has no place"};
  Wire<Bit> lastDone{this, "last_word_done", "the last word of a command is written"};

  section();
  auto& placer = instance<ChunkPlacer>("u_words", {ROWS, CHUNK, ACTIVATION_WORDS});
  clockedBy(placer, clk, reset);
  placer.step <<= n.strideHeld;
  placer.chunkValid <<= n.pValid;
  placer.chunk <<= n.p;
  placer.align <<= n.align;
  placer.place <<= n.tag.place;
  placer.last <<= n.tag.last;
  activationEnable <<= placer.writeEnable;
  activationAddress <<= placer.writeAddress;
  activationData <<= placer.writeData;
  activationAlign <<= placer.writeAlign;
  outside <<= placer.outside;
  lastDone <<= placer.lastDone;
  faults <<= placeFault(outside);
  done <<= validLate(*this, "finished", clk, reset, lastDone, kDoneCycles);
}

void SoftmaxEngine::reportState(Nets& n) {
  section();
  state <<= mux(
      readValid & ~readReady, codeOf(*this, isa::State::accumulator),
      mux(n.underWay == 0, codeOf(*this, isa::State::noCommand), codeOf(*this, isa::State::busy)));
}

} // namespace weft
