// load_engine.cpp: Memory to scratchpad and parameters, in time
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/load_engine.hpp"

#include "gen/blocks/depths.hpp"
#include "gen/blocks/load_engine/load_engine_model.hpp"
#include "gen/isa/operands.hpp"
#include "gen/num/integers.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {
namespace {

constexpr auto kLoadReader = static_cast<std::size_t>(isa::ReadClient::load);

} // namespace

LoadEngine::LoadEngine(const Machine& machine, Memory& memory, CommandWindow& commands,
                       CommandQueue& queue)
    : machine_(machine), commands_(commands), queue_(queue),
      reader_(machine, memory, kLoadReader, *this, machine.readsInFlight,
              packetBeats(machine, machine.readsInFlight)) {}

void LoadEngine::offer(std::size_t command, Cycle at) {
  offered_ = command;
  offeredAt_ = at;
  takeOffered();
}

LoadEngine::Runs LoadEngine::runsOf(const PlannedCommand& command) const {
  if (const auto* transpose = std::get_if<isa::Transpose>(&command.fields))
    return runsOf(*transpose);
  const auto& load = std::get<isa::Load>(command.fields);
  const std::int64_t beats = machine_.beats(load.bytes);
  const std::int64_t word = isa::wordBytes(load.destination, machine_.rows, machine_.columns);
  const std::int64_t words = ceilDiv<std::int64_t>(load.bytes, word);
  return {.count = std::int64_t{load.count1} * load.count2 * load.count3,
          .readCount = static_cast<std::int64_t>(readRuns(load)),
          .beats = beats,
          .cycles = std::max(beats, words),
          .wordBytes = word,
          .activationWords = load.destination == isa::LoadTo::activations ? words : 0};
}

/// The words of a block leave once its runs have come; every run bears its share of them.
LoadEngine::Runs LoadEngine::runsOf(const isa::Transpose& transpose) const {
  const std::int64_t beats = machine_.beats(transpose.bytes);
  const std::int64_t words = ceilDiv<std::int64_t>(transpose.bytes, machine_.columns);
  const std::int64_t turned =
      roundUp<std::int64_t>(transpose.bytes, std::max(machine_.rows, machine_.columns));
  const std::int64_t count = std::int64_t{transpose.count1} * transpose.count2 * transpose.count3;
  return {.count = count,
          .readCount = count,
          .beats = beats,
          .cycles =
              std::max(beats, words) + ceilDiv<std::int64_t>(turned + kTurn, transpose.count1),
          .wordBytes = machine_.columns,
          .activationWords = 0};
}

void LoadEngine::takeOffered() {
  if (offeredAt_ >= kNever || generatorFree_ >= kNever ||
      static_cast<std::int64_t>(arriving_.size()) >= depths::kLoadsUnderWay)
    return;
  const Cycle at = std::max({offeredAt_, generatorFree_, placeFree_});
  const Runs runs = runsOf(commands_[offered_]);
  arriving_.push({offered_, runs.beats, runs.cycles, runs.wordBytes, runs.activationWords,
                  runs.count, runs.readCount, at});
  offeredAt_ = kNever;
  commands_.times(offered_).begin = at;
  if (runs.readCount > 0) {
    generatorFree_ = kNever;
    reader_.push({at + kGeneratorCycles + kRunToRequest, runs.readCount, runs.beats});
  } else
    generatorFree_ = at + runs.count;
  queue_.taken(at);
  makeZeros();
}

/// Commands of zeros alone end behind what arrives before them.
void LoadEngine::makeZeros() {
  while (written_ < arriving_.size() && arriving_[written_].readRuns == 0) {
    const Arriving command = arriving_[written_];
    const Cycle begin = std::max(wordsFree_, command.taken + kGeneratorCycles);
    const Cycle end = begin + command.runs * command.cycles - 1;
    follower_->portTaken(begin, end, command.runs * command.words);
    close(end);
  }
}

/// The last word of the oldest command that still arrives is written at `end`.
void LoadEngine::close(Cycle end) {
  commands_.times(arriving_[written_++].command).end = end;
  wordsFree_ = end + kLoadCommandGap;
  done_.push(end + kLoadBeatToDone);
  due = done_.front();
}

/// The address generator is free when it has made its last run.
void LoadEngine::requested(Cycle request) {
  generatorFree_ = request - kRequestToGenerator;
  takeOffered();
}

void LoadEngine::arrived(const ReadPacket& packet, Cycle first, Cycle last) {
  const Arriving command = arriving_[written_];
  const auto withZeros = [&](std::int64_t read) { return read * command.runs / command.readRuns; };
  const Cycle taking =
      withZeros(std::max(packet.beats, packet.beats * command.cycles / command.beats));
  const Cycle begin = std::max(first, wordsFree_);
  const Cycle end = std::max(last, begin + taking - 1);
  follower_->portTaken(begin, end, withZeros(packet.beats * command.words / command.beats));
  wordsFree_ = end + 1;
  if (packet.lastOfJob) {
    close(end);
    makeZeros();
  }
  reader_.release(std::max(
      last, lastBeatTaken(machine_, end, command.cycles, command.beats, command.wordBytes)));
}

void LoadEngine::wake(Cycle now) {
  arriving_.pop();
  --written_;
  placeFree_ = now;
  done_.pop();
  due = done_.empty() ? kNever : done_.front();
  queue_.done(now);
  takeOffered();
}

} // namespace weft::timeline
