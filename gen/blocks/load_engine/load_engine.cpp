// load_engine.cpp: Executes LOAD: memory to scratchpad banks and parameter RAM
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/load_engine/load_engine.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/depths.hpp"
#include "gen/isa/engines.hpp"
#include "gen/isa/operands.hpp"
#include "gen/prim/beats_to_words.hpp"
#include "gen/prim/contracts.hpp"
#include "gen/prim/stream_fifo.hpp"

namespace weft {

using namespace hdl;
using isa::Load;

namespace {

constexpr int kDestinations = isa::kCount<isa::LoadTo>;
constexpr int kDestinationBits = isa::kBits<isa::LoadTo>;
constexpr int kStepW = 16;
constexpr int kLevels = StridedWalker::kLevels;
constexpr int kCountW = AddressGenerator::kCountW;

/// What a command says about places.
struct Placement {
  UInt destination;
  UInt tail; ///< bytes of a run's last beat, 0 = all
  UInt start, wordStep;
  UInt counts, steps; ///< of all levels, the innermost lowest
  static constexpr std::tuple kFields{Field{"destination", &Placement::destination},
                                      Field{"tail", &Placement::tail},
                                      Field{"start", &Placement::start},
                                      Field{"word_step", &Placement::wordStep},
                                      Field{"counts", &Placement::counts},
                                      Field{"steps", &Placement::steps}};
  static Placement shape(const Dim& tailBits) {
    return {zeros(kDestinationBits), zeros(tailBits),          zeros(LoadEngine::kPlaceW),
            zeros(kStepW),           zeros(kLevels * kCountW), zeros(kLevels * kStepW)};
  }
};

} // namespace

/// What runs between the steps of the constructor. The words of all three destinations share the
/// signals `word*`: only one destination is active at a time.
struct LoadEngine::Nets {
  LoadEngine* of;
  Wire<Bit> generatorReady{of, "generator_ready"}, queueReady{of, "queue_ready"};
  Wire<Bit> active{of, "active", "a command is arriving; its settings follow"};
  Placement places = wires(*of, "placement", Placement::shape(clog2(of->BUS_BYTES)));

  Reg<Bit> open{of, "open_q", "the places of the command are being walked"};
  Reg<Unsigned> place{of, "place_q", kPlaceW, "of the next word"};
  Wire<Bit> lastRun{of, "last_run", "the words are those of the command's last run"};
  Wire<Unsigned> validWords{of, "valid_words", kDestinations, "a destination has a word"};
  Wire<Unsigned> lastWords{of, "last_words", kDestinations, "it ends its run"};
  Wire<Unsigned> readyBeats{of, "ready_beats", kDestinations, "a destination takes a beat"};
  Wire<Unsigned> outOfBounds{of, "out_of_bounds", kDestinations, "a word has no place"};
  Wire<Bit> write{of, "write", "a word goes to its place"};
  Wire<Bit> endsRun{of, "ends_run", "it ends its run"};
  Wire<Bit> closes{of, "closes", "it ends its command"};
  Wire<Unsigned> generatorFaults{of, "generator_faults", kRunFaults};
};

/// One of the memories that a command can fill.
struct LoadEngine::Destination {
  isa::LoadTo kind;
  std::string name;
  Dim wordBytes, words;
  Out<Bit>& enable;
  Out<Unsigned>&address, &data;
};

LoadEngine::LoadEngine()
    : Module("load_engine", "executes LOAD: memory to scratchpad banks and parameter RAM") {
  const auto wordBytes = [&](isa::LoadTo to) { return isa::wordBytes(to, ROWS, COLUMNS); };
  Nets nets{this};
  takeCommands(nets);
  askForRuns(nets);
  queuePlacement(nets);
  walkPlaces(nets);
  convert(nets, {isa::LoadTo::activations, "activation", wordBytes(isa::LoadTo::activations),
                 ACTIVATION_WORDS, activationEnable, activationAddress, activationData});
  convert(nets, {isa::LoadTo::weights, "weight", wordBytes(isa::LoadTo::weights), WEIGHT_WORDS,
                 weightEnable, weightAddress, weightData});
  convert(nets, {isa::LoadTo::parameters, "parameter", wordBytes(isa::LoadTo::parameters),
                 PARAMETER_WORDS, parameterEnable, parameterAddress, parameterData});
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
  run.valid <<= generator.run.valid;
  generator.run.ready <<= run.ready;
  run.data <<= generator.run.data;
  runLast <<= *generator.run.last;
  n.generatorFaults <<= generator.faults;
  unused(runLast);
}

void LoadEngine::queuePlacement(Nets& n) {
  const Dim width =
      localparam("PLACEMENT_W", widthOf(n.places), "bits of what a command says about places");
  Wire<Unsigned> placement{this, "placement", width};
  section();
  auto& queue =
      instance<StreamFifo>("u_placements", {{"WIDTH", width}, {"DEPTH", depths::kLoadsUnderWay}});
  clockedBy(queue, clk, reset);
  queue.in.valid <<= commandValid & n.generatorReady;
  n.queueReady <<= queue.in.ready;
  queue.in.data <<= pack(Placement{
      .destination = payloadBits(command, &Load::destination, kDestinationBits),
      .tail = payloadBits(command, &Load::bytes, n.places.tail.width()),
      .start = payloadBits(command, &Load::start, kPlaceW),
      .wordStep = payloadBits(command, &Load::wordStep, kStepW),
      .counts = payloadLevels(command, kCountW, &Load::count1, &Load::count2, &Load::count3),
      .steps = payloadLevels(command, kStepW, &Load::step1, &Load::step2, &Load::step3)});
  n.active <<= queue.out.valid;
  queue.out.ready <<= n.closes;
  placement <<= queue.out.data;
  split(*this, n.places, placement);
}

void LoadEngine::walkPlaces(Nets& n) {
  Wire<Bit> begin{this, "begin_walk"};
  Wire<Unsigned> runPlace{this, "run_place", kPlaceW}, nextRun{this, "next_run_place", kPlaceW};
  WireGrid<Unsigned> strides{this, "place_strides", {kLevels}, kPlaceW};
  section();
  begin <<= n.active & !n.open;
  for (int i = 0; i < kLevels; ++i)
    strides(i) <<= n.places.steps.at(i * kStepW, kStepW).extend(kPlaceW);
  auto& walker = instance<StridedWalker>("u_places", {{"OFFSET_W", kPlaceW}, {"COUNT_W", kCountW}});
  clockedBy(walker, clk);
  walker.start <<= begin;
  walker.startOffset <<= n.places.start;
  walker.count <<= n.places.counts;
  walker.stride <<= strides;
  walker.step <<= n.write & n.endsRun;
  runPlace <<= walker.offset;
  nextRun <<= walker.next;
  n.lastRun <<= walker.last;
  unused(runPlace);
  clocked(clk, reset, {n.open}, [&] {
    when(n.write,
         [&] { n.place <<= mux(n.endsRun, nextRun, n.place + n.places.wordStep.extend(kPlaceW)); });
    when(begin, [&] { n.place <<= n.places.start; });
    when(begin, [&] { n.open <<= 1; }).elsewhen(n.closes, [&] { n.open <<= 0; });
  });
}

void LoadEngine::convert(Nets& n, const Destination& to) {
  const Dim addressBits = localparam(upperCase(to.name) + "_W", indexWidth(to.words),
                                     "bits of the address of a word there");
  const int place = static_cast<int>(isa::numberOf(to.kind)); ///< in the vectors of `Nets`
  Wire<Bit> selected{this, to.name + "_selected", "beats go there"};
  Wire<Bit> inside{this, to.name + "_inside", "the next word has a place there"};
  section();
  selected <<= n.open & (n.places.destination == valueConstant(*this, "TO", to.kind)) & !n.closes;
  inside <<= n.place < value(to.words, kPlaceW);
  auto& words =
      instance<BeatsToWords>("u_" + to.name + "_words", {BUS_BYTES, {"WORD_BYTES", to.wordBytes}});
  Wire<Bit> ready{this, to.name + "_ready"}, valid{this, to.name + "_valid"};
  Wire<Bit> last{this, to.name + "_last"};
  clockedBy(words, clk, reset);
  words.beat.valid <<= beat.valid & selected;
  ready <<= words.beat.ready;
  words.beat.data <<= beat.data;
  *words.beat.last <<= *beat.last;
  words.tail <<= n.places.tail;
  valid <<= words.word.valid;
  words.word.ready <<= 1;
  to.data <<= words.word.data;
  last <<= *words.word.last;
  to.enable <<= valid & inside;
  to.address <<= n.place.low(addressBits);
  n.readyBeats.bit(place) <<= ready & selected;
  n.validWords.bit(place) <<= valid;
  n.lastWords.bit(place) <<= last & valid;
  n.outOfBounds.bit(place) <<= valid & !inside;
}

void LoadEngine::finish(Nets& n) {
  Reg<Bit> closed{this, "closed_q"};
  Wire<Bit> moving{this, "moving", "something advances"};
  section();
  beat.ready <<= anyOf(n.readyBeats);
  n.write <<= anyOf(n.validWords);
  n.endsRun <<= anyOf(n.lastWords);
  n.closes <<= n.endsRun & n.lastRun;
  require(clk, reset, (n.validWords & (n.validWords - 1)) == 0, "a word goes to one memory");
  clocked(clk, reset, {closed}, [&] { closed <<= n.closes; });
  done <<= closed;
  moving <<= run.fire() | beat.fire() | n.write;
  state <<= mux(
      moving, codeOf(*this, isa::State::busy),
      mux(n.active, codeOf(*this, isa::State::memoryRead), codeOf(*this, isa::State::noCommand)));
}

} // namespace weft
