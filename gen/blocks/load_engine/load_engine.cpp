// load_engine.cpp: Executes LOAD and TRANSPOSE: memory to scratchpad banks and parameter RAM
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/load_engine/load_engine_nets.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/depths.hpp"
#include "gen/isa/operands.hpp"
#include "gen/prim/beats_to_words.hpp"
#include "gen/prim/contracts.hpp"
#include "gen/prim/stream_fifo.hpp"

namespace weft {

using namespace hdl;
using namespace load;
using isa::Load;

LoadEngine::LoadEngine(num::AttentionUnit attentionUnit)
    : Module("load_engine", "executes LOAD: memory to scratchpad banks and parameter RAM"),
      attention(attentionUnit) {
  const auto wordBytes = [&](isa::LoadTo to) { return isa::wordBytes(to, ROWS, COLUMNS); };
  Nets nets{this};
  if (num::kArrayUnits.contains(attention))
    addTurningPorts(nets);
  takeCommands(nets);
  askForRuns(nets);
  queuePlacement(nets);
  walkPlaces(nets);
  makeZeros(nets);
  convert(nets, {isa::LoadTo::activations, "activation", wordBytes(isa::LoadTo::activations),
                 ACTIVATION_WORDS, activationEnable, activationAddress, activationData});
  convert(nets, {isa::LoadTo::weights, "weight", wordBytes(isa::LoadTo::weights), WEIGHT_WORDS,
                 weightEnable, weightAddress, weightData});
  convert(nets, {isa::LoadTo::parameters, "parameter", wordBytes(isa::LoadTo::parameters),
                 PARAMETER_WORDS, parameterEnable, parameterAddress, parameterData});
  if (nets.turning)
    refuse(nets);
  finish(nets);
  requireHeld(*this, clk, reset, run);
}

void LoadEngine::takeCommands(Nets& n) {
  commandReady <<= n.generatorReady & n.queueReady;
  unused(command);
  faults <<= n.generatorFaults | placeFault(n.write & anyOf(n.outOfBounds));
}

void LoadEngine::askForRuns(Nets& n) {
  Wire<Bit> runLast{this, "run_last"};
  section();
  auto& generator = instance<AddressGenerator>("u_runs", {ADDR_W, BUS_BYTES});
  clockedBy(generator, clk, reset);
  generator.baseAddress <<= baseAddress;
  generator.baseLimit <<= baseLimit;
  generator.startValid <<= commandValid & n.queueReady;
  n.generatorReady <<= generator.startReady;
  generator.base <<= payloadBits(command, &Load::base, 3);
  generator.offset <<= payloadBits(command, &Load::offset, 32);
  generator.bytes <<= payloadBits(command, &Load::bytes, kRunBytesW);
  generator.count <<= payloadLevels(command, kCountW, &Load::count1, &Load::count2, &Load::count3);
  generator.stride <<= payloadLevels(command, 32, &Load::stride1, &Load::stride2, &Load::stride3);
  skipZeros(generator);
  run.valid <<= generator.run.valid;
  generator.run.ready <<= run.ready;
  run.data <<= generator.run.data;
  runLast <<= *generator.run.last;
  n.generatorFaults <<= generator.faults;
  unused(runLast);
}

namespace {

/// The rounds of a command's two inner levels, as a command gives them.
Borders bordersOf(const UInt& command) {
  constexpr int kBits = ZeroRounds::kCountBits;
  const auto both = [&](auto inner, auto middle) {
    return cat(payloadBits(command, middle, kBits), payloadBits(command, inner, kBits));
  };
  return {.count = both(&Load::count1, &Load::count2),
          .first = both(&Load::zeroFirst1, &Load::zeroFirst2),
          .last = both(&Load::zeroLast1, &Load::zeroLast2)};
}

} // namespace

void LoadEngine::skipZeros(AddressGenerator& generator) {
  const Borders arriving = bordersOf(command);
  Reg<Unsigned> kept{this, "borders_q", widthOf(arriving), "of the command being asked for"};
  Wire<Bit> start{this, "start_runs"}, step{this, "run_step"}, zero{this, "run_is_zeros"};

  section();
  note("Runs of zeros are not asked for.");
  start <<= commandValid & commandReady;
  clocked(clk, [&] { when(start, [&] { kept <<= pack(arriving); }); });
  const auto asked = unpack(*this, "asked", kept, arriving);
  auto& rounds = instance<ZeroRounds>("u_zero_runs");
  clockedBy(rounds, clk);
  rounds.start <<= start;
  rounds.step <<= step;
  rounds.count <<= mux(start, arriving.count, asked.count);
  rounds.first <<= asked.first;
  rounds.last <<= asked.last;
  zero <<= rounds.zero;
  step <<= generator.step;
  generator.skip <<= zero;
}

void LoadEngine::queuePlacement(Nets& n) {
  const Dim width =
      localparam("PLACEMENT_W", widthOf(n.places), "bits of what a command says about places");
  const Dim queued = n.turning ? width + widthOf(n.turning->settings) : width;
  Wire<Unsigned> placement{this, "placement", width};
  Wire<Unsigned> lastByte{this, "last_byte", kRunBytesW, "of a run"};
  const Borders borders = bordersOf(command);
  section();
  auto& queue =
      instance<StreamFifo>("u_placements", {{"WIDTH", queued}, {"DEPTH", depths::kLoadsUnderWay}});
  clockedBy(queue, clk, reset);
  lastByte <<= payloadBits(command, &Load::bytes, kRunBytesW) - 1;
  unused(lastByte.low(n.places.tail.width()));
  queue.in.valid <<= commandValid & n.generatorReady;
  n.queueReady <<= queue.in.ready;
  queue.in.data <<= withTurning(
      n,
      pack(Placement{
          .destination = n.unlessTurned(payloadBits(command, &Load::destination, kDestinationBits),
                                        isa::numberOf(isa::LoadTo::weights)),
          .lastBeat = lastByte.high(n.places.lastBeat.width()),
          .zeroFirst = borders.first,
          .zeroLast = borders.last,
          .tail = payloadBits(command, &Load::bytes, n.places.tail.width()),
          .start = payloadBits(command, &Load::start, kPlaceW),
          .wordStep = n.unlessTurned(payloadBits(command, &Load::wordStep, kStepW), 1),
          .counts = payloadLevels(command, kCountW, &Load::count1, &Load::count2, &Load::count3),
          .steps = payloadLevels(command, kStepW, &Load::step1, &Load::step2, &Load::step3)}));
  n.active <<= queue.out.valid;
  queue.out.ready <<= n.closes;
  if (n.turning)
    splitTurning(n, queue.out.data, placement);
  else
    placement <<= queue.out.data;
  split(*this, n.places, placement);
}

void LoadEngine::walkPlaces(Nets& n) {
  Wire<Unsigned> runPlace{this, "run_place", kPlaceW}, nextRun{this, "next_run_place", kPlaceW};
  WireGrid<Unsigned> strides{this, "place_strides", {kLevels}, kPlaceW};
  section();
  const Bit next = n.active & !n.open;
  n.begin <<= n.turning ? Bit(next & !n.turning->refused) : next;
  for (int i = 0; i < kLevels; ++i)
    strides(i) <<= n.places.steps.at(i * kStepW, kStepW).extend(kPlaceW);
  auto& walker = instance<StridedWalker>("u_places", {{"OFFSET_W", kPlaceW}, {"COUNT_W", kCountW}});
  clockedBy(walker, clk);
  walker.start <<= n.begin;
  walker.startOffset <<= n.places.start;
  walker.count <<= n.turning ? countsOfBlocks(n) : n.places.counts;
  walker.stride <<= strides;
  walker.step <<= n.write & n.endsRun;
  runPlace <<= walker.offset;
  nextRun <<= walker.next;
  n.lastRun <<= walker.last;
  unused(runPlace);
  clocked(clk, reset, {n.open}, [&] {
    when(n.write,
         [&] { n.place <<= mux(n.endsRun, nextRun, n.place + n.places.wordStep.extend(kPlaceW)); });
    when(n.begin, [&] { n.place <<= n.places.start; });
    when(n.begin, [&] { n.open <<= 1; }).elsewhen(n.closes, [&] { n.open <<= 0; });
  });
}

/// Beats of zeros enter where the beats of a run would.
void LoadEngine::makeZeros(Nets& n) {
  constexpr int kBits = ZeroRounds::kCountBits;
  Reg<Unsigned> number{this, "zero_beat_q", n.places.lastBeat.width(),
                       "of the next one in its run"};
  Wire<Bit> zero{this, "beat_is_zeros"};

  section();
  auto& rounds = instance<ZeroRounds>("u_zero_beats");
  clockedBy(rounds, clk);
  rounds.start <<= n.begin;
  rounds.step <<= n.enters & n.comesLast;
  rounds.count <<= cat(n.places.counts.at(kCountW, kBits), n.places.counts.low(kBits));
  rounds.first <<= n.places.zeroFirst;
  rounds.last <<= n.places.zeroLast;
  zero <<= rounds.zero;
  n.makes <<= n.open & zero;
  n.comes <<= beat.valid | n.makes;
  n.coming <<= beat.data & replicate(8 * BUS_BYTES, ~n.makes);
  n.comesLast <<= mux(n.makes, number == n.places.lastBeat, *beat.last);
  n.enters <<= n.comes & anyOf(n.readyBeats);
  clocked(clk, reset, {number},
          [&] { when(n.enters & n.makes, [&] { number <<= mux(n.comesLast, 0, number + 1); }); });
}

void LoadEngine::convert(Nets& n, const Destination& to) {
  const Dim addressBits = localparam(upperCase(to.name) + "_W", indexWidth(to.words),
                                     "bits of the address of a word there");
  const int place = static_cast<int>(isa::numberOf(to.kind)); ///< in the vectors of `Nets`
  Wire<Bit> selected{this, to.name + "_selected", "beats go there"};
  Wire<Bit> inside{this, to.name + "_inside", "the next word has a place there"};
  section();
  const Bit open = n.open & (n.places.destination == valueConstant(*this, "TO", to.kind));
  selected <<= isTurned(n, to) ? Bit(open & !n.closes & !ofNextCommand(n)) : Bit(open & !n.closes);
  inside <<= n.place < value(to.words, kPlaceW);
  auto& words =
      instance<BeatsToWords>("u_" + to.name + "_words", {BUS_BYTES, {"WORD_BYTES", to.wordBytes}});
  Wire<Bit> ready{this, to.name + "_ready"}, valid{this, to.name + "_valid"};
  Wire<Bit> last{this, to.name + "_last"};
  clockedBy(words, clk, reset);
  words.beat.valid <<= n.comes & selected;
  ready <<= words.beat.ready;
  words.beat.data <<= n.coming;
  *words.beat.last <<= n.comesLast;
  words.tail <<= n.places.tail;
  deliver(n, to, words.word, {valid, last, to.data});
  to.enable <<= valid & inside;
  to.address <<= n.place.low(addressBits);
  n.readyBeats.bit(place) <<= ready & selected;
  n.validWords.bit(place) <<= valid;
  n.lastWords.bit(place) <<= last & valid;
  n.outOfBounds.bit(place) <<= valid & !inside;
}

void LoadEngine::deliver(Nets& n, const Destination& to, const Stream<UInt>& word,
                         const WordNets& out) {
  if (isTurned(n, to))
    return turn(n, word, out);
  if (activationReady && to.kind == isa::LoadTo::activations)
    return hold(word, out);
  out.valid <<= word.valid;
  word.ready <<= 1;
  out.data <<= word.data;
  out.last <<= *word.last;
}

void LoadEngine::finish(Nets& n) {
  Reg<Bit> closed{this, "closed_q"};
  Wire<Bit> moving{this, "moving", "something advances"};
  section();
  beat.ready <<= anyOf(n.readyBeats) & ~n.makes;
  n.write <<= anyOf(n.validWords);
  n.endsRun <<= anyOf(n.lastWords);
  n.closes <<= n.endsRun & n.lastRun;
  require(clk, reset, (n.validWords & (n.validWords - 1)) == 0, "a word goes to one memory");
  clocked(clk, reset, {closed}, [&] { closed <<= n.closes; });
  done <<= closed;
  const Bit loads = run.fire() | n.enters | n.write;
  moving <<= n.turning ? Bit(loads | n.turning->moves) : loads;
  state <<= mux(
      moving, codeOf(*this, isa::State::busy),
      mux(n.active, codeOf(*this, isa::State::memoryRead), codeOf(*this, isa::State::noCommand)));
}

} // namespace weft
