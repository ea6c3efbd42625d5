// load_engine.cpp: Memory to scratchpad and parameters, in time
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/load_engine.hpp"

#include "gen/blocks/depths.hpp"
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

void LoadEngine::takeOffered() {
  if (offeredAt_ >= kNever || generatorFree_ >= kNever ||
      static_cast<std::int64_t>(arriving_.size()) >= depths::kLoadsUnderWay)
    return;
  const Cycle at = std::max({offeredAt_, generatorFree_, placeFree_});
  const auto& load = std::get<isa::Load>(commands_[offered_].fields);
  const std::int64_t beats = machine_.beats(load.bytes);
  const std::int64_t word = isa::wordBytes(load.destination, machine_.rows, machine_.columns);
  const std::int64_t words = ceilDiv<std::int64_t>(load.bytes, word);
  arriving_.push({offered_, beats, std::max(beats, words), word,
                  load.destination == isa::LoadTo::activations ? words : 0});
  offeredAt_ = generatorFree_ = kNever;
  commands_.times(offered_).begin = at;
  reader_.push({at + kGeneratorCycles + kRunToRequest,
                std::int64_t{load.count1} * load.count2 * load.count3, beats});
  queue_.taken(at);
}

/// The address generator is free when it has made its last run.
void LoadEngine::requested(Cycle request) {
  generatorFree_ = request - kRequestToGenerator;
  takeOffered();
}

void LoadEngine::arrived(const ReadPacket& packet, Cycle first, Cycle last) {
  const Arriving command = arriving_[written_];
  const Cycle taking = std::max(packet.beats, packet.beats * command.cycles / command.beats);
  const Cycle begin = std::max(first, wordsFree_);
  const Cycle end = std::max(last, begin + taking - 1);
  follower_->portTaken(begin, end, packet.beats * command.words / command.beats);
  wordsFree_ = end + 1;
  if (packet.lastOfJob) {
    ++written_;
    wordsFree_ = end + kLoadCommandGap;
    commands_.times(command.command).end = end;
    done_.push(end + kLoadBeatToDone);
    due = done_.front();
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
