// post_engine.cpp: Executes POST commands: takes them, converts their scales, runs their phases.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/post_engine/post_engine.hpp"

#include "gen/blocks/post_engine/post_engine_nets.hpp"
#include "gen/blocks/scale_bits.hpp"
#include "gen/isa/engines.hpp"

namespace weft {

using namespace hdl;
using isa::Post;

PostEngine::PostEngine(PostEngineShape sizes)
    : Module("post_engine", sizes.normalises
                                ? "executes POST: residual addition and LayerNorm, memory to memory"
                                : "executes POST: residual addition, memory to memory"),
      shape(sizes) {
  Nets nets{this};
  require(16 * LANES >= BUS_BYTES, "BUS_BYTES_must_be_at_most_16_LANES");
  takeCommand(nets);
  convertScales(nets);
  sequence(nets);
  readRows(nets);
  writeRows(nets);
  measureTails(nets);
  receiveWords(nets);
  followWords(nets);
  pairWords(nets);
  compute(nets);
  splitResults(nets);
  packResults(nets);
  sendBeats(nets);
  countRuns(nets);
  reportState(nets);
}

Dim PostEngine::tableBits() {
  const Dim bits = clog2(kMostPostColumns) - LANE_W + 1;
  return normalises()
             ? localparam("TABLE_W", bits, "bits of the number of half a word of gamma and beta")
             : bits;
}

void PostEngine::takeCommand(Nets& n) {
  commandReady <<= n.phase.is("IDLE");
  clocked(clk, [&] { when(commandValid & commandReady, [&] { n.payload <<= command; }); });
  n.residual <<= n.field(&Post::residual, 1);
  if (n.normalise)
    *n.normalise <<= n.field(&Post::normalise, 1);
  n.narrowA <<= n.field(&Post::a8, 1);
  n.narrowResidual <<= n.field(&Post::residual8, 1);
  n.write16 <<= n.field(&Post::write16, 1);
  n.write8 <<= n.field(&Post::write8, 1);
  n.columns <<= n.field(&Post::columns, kPostColumnBits);
  n.rows <<= n.field(&Post::rows, 17);
  unused(n.payload);
}

void PostEngine::convertScales(Nets& n) {
  constexpr int kScales = 3;
  Reg<Unsigned> turn{this, "scale_turn_q", 2, "0 a, 1 residual, 2 int8"};
  Wire<Unsigned> scale{this, "scale", 32};
  Wire<Unsigned> excess{this, "excess_shift", num::Scale::kShiftBits, "shift less 24"};
  Wire<Unsigned> doubled{this, "doubled", Nets::kFactorBits + 1, "room for the half bit"};
  Reg<Unsigned> shifted{this, "shifted_q", Nets::kFactorBits + 1};
  Wire<Unsigned> factor{this, "factor", Nets::kFactorBits, "of the scale before"};
  Wire<Bit> isUsed{this, "is_used", "the scale has a meaning"};
  Reg<Bit> tooLarge{this, "too_large_q", "a scale is 4 or more"};

  section();
  note("One scale after the other becomes a factor in steps of 2^-24.");
  scale <<= mux(turn == 0, n.field(&Post::scaleA, 32),
                mux(turn == 1, n.field(&Post::scaleResidual, 32), n.field(&Post::scale8, 32)));
  isUsed <<= (turn == 0) | ((turn == 1) & n.residual) | ((turn == 2) & n.write8);
  excess <<= shiftBits(scale) - kPostScaleShift;
  doubled <<= cat(multiplierBits(scale), zeros(1));
  factor <<= shifted.high(Nets::kFactorBits) + cat(zeros(Nets::kFactorBits - 1), shifted.bit(0));
  clocked(clk, reset, {turn}, [&] {
    when(n.phase.is("FACTORS"), [&] {
      shifted <<= doubled >> excess;
      turn <<= turn + 1;
      tooLarge <<= (tooLarge & (turn != 0)) | (isUsed & (shiftBits(scale) < kPostScaleShift));
      switchOn(turn)
          .is(1, [&] { n.factorA <<= factor; })
          .is(2, [&] { n.factorResidual <<= mux(n.residual, factor, 0); })
          .is(kScales, [&] { n.factor8 <<= factor; });
    });
  });
  n.factorsDone <<= n.phase.is("FACTORS") & (turn == kScales);
  const Bit isBad = tooLarge | ~(n.write16 | n.write8);
  n.isBad <<= n.normalise ? Bit(isBad | (*n.normalise & excessEpsilon(n))) : isBad;
}

/// Bits that no epsilon term has.
Bit PostEngine::excessEpsilon(const Nets& n) {
  return anyOf(n.field(&Post::epsilonHigh, 32).high(64 - kEpsilonBits));
}

void PostEngine::sequence(Nets& n) {
  section();
  if (normalises())
    note("Gamma and beta are asked for, then the rows; the words arrive in that order.");
  std::vector<ResetValue> cleared{n.phase};
  if (n.inTable)
    cleared.emplace_back(*n.inTable);
  cleared.insert(cleared.end(), {n.startRead, n.startWrite});
  clocked(clk, reset, cleared, [&] {
    n.startRead <<= 0;
    n.startWrite <<= 0;
    const auto goRows = [&] {
      n.phase.go("ROWS");
      if (n.inTable)
        *n.inTable <<= 0;
      n.startRead <<= 1;
      n.startWrite <<= 1;
    };
    const auto goTable = [&] {
      n.phase.go("TABLE");
      *n.inTable <<= 1;
      n.startRead <<= 1;
    };
    auto phases = switchOn(n.phase);
    phases.is(n.phase["IDLE"], [&] { when(commandValid, [&] { n.phase.go("FACTORS"); }); })
        .is(n.phase["FACTORS"], [&] {
          auto ends = when(n.factorsDone && n.isBad, [&] { n.phase.go("FAILED"); });
          if (n.normalise)
            ends.elsewhen(n.factorsDone && *n.normalise, goTable);
          ends.elsewhen(n.factorsDone, goRows);
        });
    if (normalises())
      phases.is(n.phase["TABLE"], [&] { when(!n.startRead && !n.reading, goRows); });
    phases.is(n.phase["ROWS"], [&] { when(done, [&] { n.phase.go("IDLE"); }); });
  });
  done <<= n.phase.is("ROWS") && n.answered;
  badField <<= n.factorsDone && n.isBad;
  faults <<= n.readFaults | n.writeFaults;
}

void PostEngine::compute(Nets& n) {
  section();
  if (!normalises()) {
    connectRows(n, instance<RowSums>("u_sums", {LANES, READ_LATENCY}));
    return;
  }
  auto& rows = instance<Layernorm>("u_layernorm", {LANES, READ_LATENCY}, shape.rows);
  connectRows(n, rows);
  rows.normalise <<= *n.normalise;
  rows.epsilon <<=
      cat(n.field(&Post::epsilonHigh, kEpsilonBits - 32), n.field(&Post::epsilonLow, 32));
  rows.gammaShift <<= n.field(&Post::gammaShift, Normaliser::kGammaShiftBits);
  rows.tableWrite <<= n.word.valid & *n.filling;
  rows.tableAddress <<= *n.tablePlace;
  rows.tableData <<= n.word.data;
}

/// What every unit that computes rows has.
template <class Rows> void PostEngine::connectRows(Nets& n, Rows& rows) {
  clockedBy(rows, clk, reset);
  rows.columns <<= n.columns;
  rows.relu <<= n.field(&Post::relu, 1);
  rows.factorA <<= n.factorA;
  rows.factorResidual <<= n.factorResidual;
  rows.factor8 <<= n.factor8;
  rows.in <<= n.pair;
  n.result <<= rows.out;
  n.computing <<= rows.busy;
}

void PostEngine::countRuns(Nets& n) {
  Reg<Unsigned> unanswered{this, "unanswered_q", 16, "runs sent whose response has not come"};
  Wire<Bit> sent{this, "run_sent"};

  section();
  sent <<= writeRun.valid && writeRun.ready;
  clocked(clk, reset, {unanswered, n.answered}, [&] {
    n.answered <<= n.phase.is("ROWS") && !n.startWrite && !n.writing && unanswered == 0;
    when(sent && !runDone, [&] { unanswered <<= unanswered + 1; });
    when(!sent && runDone, [&] { unanswered <<= unanswered - 1; });
  });
  require(clk, reset, !runDone || unanswered != 0, "a run that is answered was sent");
  require(clk, reset, !done || !n.computing, "a command that is done has no row in work");
}

void PostEngine::reportState(Nets& n) {
  using isa::State;
  Wire<Bit> moving{this, "moving", "a word or a beat is taken"};
  Wire<Bit> draining{this, "draining", "all results are on their way to memory"};

  section();
  moving <<= (n.word.valid && n.word.ready) || (writeBeat.valid && writeBeat.ready) ||
             n.phase.is("FACTORS");
  draining <<= (writeBeat.valid && !writeBeat.ready) || n.rowsLeft == 0;
  state <<=
      mux(n.phase.is("IDLE"), codeOf(*this, State::noCommand),
          mux(moving, codeOf(*this, State::busy),
              mux(draining, codeOf(*this, State::memoryWrite),
                  mux(n.computing, codeOf(*this, State::busy), codeOf(*this, State::memoryRead)))));
}

} // namespace weft
