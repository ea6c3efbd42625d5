// attention_engine.cpp: Heads of attention and rows of softmax, in time
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/attention_engine.hpp"

#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {
namespace {

constexpr auto kAttentionReader = static_cast<std::size_t>(isa::ReadClient::attention);
constexpr auto kAttentionWriter = static_cast<std::size_t>(isa::WriteClient::attention);

} // namespace

AttentionEngine::AttentionEngine(const Machine& machine, Memory& memory, CommandWindow& commands,
                                 CommandQueue& queue)
    : commands_(commands), queue_(queue),
      reader_(machine, memory, kAttentionReader, *this, machine.readsInFlight,
              packetBeats(machine, machine.readsInFlight)),
      writer_(machine, memory, kAttentionWriter, *this), blocks_(machine, reader_, writer_),
      rows_(machine, reader_, writer_) {}

void AttentionEngine::offer(std::size_t command, Cycle at) {
  offered_ = command;
  offeredAt_ = at;
  if (free_ < kNever)
    take();
}

void AttentionEngine::take() {
  const Cycle at = std::max(offeredAt_, free_);
  atWork_ = offered_;
  const auto& fields = commands_[atWork_].fields;
  isSoftmax_ = std::holds_alternative<isa::Softmax>(fields);
  offeredAt_ = free_ = kNever;
  commands_.times(atWork_).begin = at;
  queue_.taken(at);
  if (isSoftmax_)
    rows_.start(std::get<isa::Softmax>(fields), at);
  else
    blocks_.start(std::get<isa::Attention>(fields), at);
}

void AttentionEngine::requested(Cycle request) {
  if (!isSoftmax_)
    blocks_.requested(request);
}

void AttentionEngine::arrived(const ReadPacket& packet, Cycle first, Cycle last) {
  if (commands_.times(atWork_).data == 0)
    commands_.times(atWork_).data = last;
  if (isSoftmax_)
    rows_.arrived(packet, first, last);
  else
    blocks_.arrived(packet, first, last);
}

void AttentionEngine::offered(Cycle last) {
  if (isSoftmax_)
    rows_.offered(last);
  else
    blocks_.offered(last);
}

void AttentionEngine::answered(Cycle answer) {
  if (isSoftmax_ ? rows_.answered() : blocks_.answered())
    due = answer + kAttentionAnswerToDone;
}

void AttentionEngine::wake(Cycle now) {
  due = kNever;
  commands_.times(atWork_).end = isSoftmax_ ? rows_.end() : blocks_.end();
  queue_.done(now);
  free_ = now + 1;
  if (offeredAt_ < kNever)
    take();
}

} // namespace weft::timeline
