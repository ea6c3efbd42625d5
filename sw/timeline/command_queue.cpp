// command_queue.cpp: The commands of one engine between decoder and engine
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/command_queue.hpp"

#include "gen/blocks/depths.hpp"
#include "gen/isa/format.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>
#include <bit>

namespace weft::timeline {
namespace {

/// The engines that give and wait for a token (isa::tokenOf).
isa::Engine producerOf(int token) {
  return static_cast<isa::Engine>((token + 1) / isa::kEngineCount);
}
std::size_t consumerOf(int token) {
  return static_cast<std::size_t>((token + 1) % isa::kEngineCount);
}

} // namespace

std::uint32_t TokenBank::missing(std::uint32_t tokens) const {
  std::uint32_t lacking = 0;
  for (std::uint32_t rest = tokens; rest != 0; rest &= rest - 1)
    if (counts_[static_cast<std::size_t>(std::countr_zero(rest))] == 0)
      lacking |= rest & (0 - rest);
  return lacking;
}

void TokenBank::take(std::uint32_t tokens) {
  for (; tokens != 0; tokens &= tokens - 1)
    --counts_[static_cast<std::size_t>(std::countr_zero(tokens))];
}

void TokenBank::give(std::uint32_t tokens, Cycle at) {
  for (; tokens != 0; tokens &= tokens - 1) {
    const int token = std::countr_zero(tokens);
    ++counts_[static_cast<std::size_t>(token)];
    queues_[consumerOf(token)]->tokensCame(at, producerOf(token));
  }
}

CommandQueue::CommandQueue(const Machine& machine, CommandWindow& commands, TokenBank& tokens,
                           isa::Engine engine)
    : commands_(commands), tokens_(tokens),
      words_(isa::slotsOf(engine, machine.attention) * isa::kSlotWords + depths::kLabelWords),
      ramLatency_(machine.ramLatency),
      most_(static_cast<std::size_t>(depths::kCommandWords / words_)) {
  tokens.connect(engine, *this);
}

void CommandQueue::commit(std::size_t command, Cycle at) {
  commands_.times(command).decoded = at;
  waiting_.push(command);
  stage();
}

/// A full RAM has room again when as many words of the command that is staged have been read.
Cycle CommandQueue::roomAt() const {
  if (waiting_.size() >= most_)
    return kNever;
  return waiting_.size() + 1 < most_ ? 0 : leaves_;
}

void CommandQueue::stage() {
  if (staged_ || waiting_.empty())
    return;
  head_ = waiting_.front();
  waiting_.pop();
  staged_ = true;
  const Cycle begin = std::max(empty_, commands_.times(head_).decoded + 1);
  leaves_ = begin + 1 + words_ * static_cast<Cycle>(most_ + 1) - depths::kCommandWords;
  commands_.times(head_).staged = begin + 1 + words_ + ramLatency_;
  decoder_->roomCame();
  request(0);
}

void CommandQueue::request(Cycle now) {
  if (!staged_ || offered_ ||
      static_cast<std::int64_t>(inEngine_.size()) >= depths::kCommandsInEngine)
    return;
  const std::uint32_t waits = commands_[head_].tokens.wait;
  if (tokens_.missing(waits) != 0)
    return;
  tokens_.take(waits);
  offered_ = true;
  commands_.times(head_).offered =
      std::max(commands_.times(head_).staged + kStagedToAsked, now) + 1;
  engine_->offer(head_, commands_.times(head_).offered);
}

void CommandQueue::tokensCame(Cycle at, isa::Engine producer) {
  if (!staged_ || offered_)
    return;
  if (at > commands_.times(head_).staged)
    commands_.times(head_).waitedFor = producer;
  request(at);
}

void CommandQueue::taken(Cycle at) {
  inEngine_.push(head_);
  staged_ = offered_ = false;
  empty_ = at + 1;
  stage();
}

void CommandQueue::done(Cycle at) {
  const std::size_t command = inEngine_.front();
  inEngine_.pop();
  commands_.times(command).done = at;
  ++finished_;
  tokens_.give(commands_[command].tokens.signal, at + 1);
  request(at + 1);
}

} // namespace weft::timeline
