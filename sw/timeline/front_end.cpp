// front_end.cpp: Commands from the ring in memory to the queues of their engines
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/front_end.hpp"

#include "gen/config/derived.hpp"
#include "gen/isa/format.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {
namespace {

constexpr auto kFetchReader = static_cast<std::size_t>(isa::ReadClient::fetch);
constexpr std::int64_t kWordBytes = 4;

} // namespace

FrontEnd::FrontEnd(const Machine& machine, Memory& memory, CommandWindow& commands,
                   const Queues& queues)
    : commands_(commands), queues_(queues),
      reader_(machine, memory, kFetchReader, *this, kFetchReadsInFlight,
              machine.beats(isa::kSlotBytes)),
      wordsOfBeat_(machine.busBytes / kWordBytes), beatsOfSlot_(machine.beats(isa::kSlotBytes)) {}

void FrontEnd::fetchTo(std::size_t end) {
  const bool isFirst = fetched_ == 0 && next_ == 0;
  std::int64_t more = isFirst ? 1 : 0;
  for (; fetched_ < end; ++fetched_)
    more += slots(fetched_ + 1);
  if (isFirst)
    reader_.push({kFetchStart, more, beatsOfSlot_, true});
  else if (more > 0)
    reader_.extend(more);
}

std::int64_t FrontEnd::slots(std::size_t command) const {
  if (command == 0)
    return 1;
  const isa::Engine engine = commands_[command - 1].engine;
  return engine == isa::Engine::attention || engine == isa::Engine::post ? 2 : 1;
}

void FrontEnd::arrived(const ReadPacket& /*packet*/, Cycle first, Cycle last) {
  slots_.push({first, last});
  due = readyAt();
}

void FrontEnd::roomCame() { due = readyAt(); }

/// When the decoder can work through the next command without waiting for a slot; `never` when one
/// has not arrived or its queue is full.
Cycle FrontEnd::readyAt() const {
  if (finished() || static_cast<std::int64_t>(slots_.size()) < slots(next_))
    return kNever;
  const Cycle header = std::max(free_, slots_.front().first + 1);
  if (next_ == 0)
    return header;
  const Cycle room = queues_[static_cast<std::size_t>(commands_[next_ - 1].engine)]->roomAt();
  return room >= kNever ? kNever : std::max(header, room - 1);
}

void FrontEnd::wake(Cycle now) {
  const Cycle ready = readyAt();
  if (ready <= now)
    decode(ready);
  due = readyAt();
}

void FrontEnd::decode(Cycle begin) {
  const std::int64_t count = slots(next_);
  const Cycle lastBeat = slots_[static_cast<std::size_t>(count - 1)].second;
  const Cycle lastWord =
      std::max(begin + kHeaderCycles + count * isa::kSlotWords, lastBeat + wordsOfBeat_);
  free_ = lastWord + 1;
  const std::size_t command = next_++;
  for (std::int64_t i = 0; i < count; ++i) {
    slots_.pop();
    reader_.release(lastWord - wordsOfBeat_ - (count - 1 - i) * isa::kSlotWords);
  }
  if (command > 0)
    queues_[static_cast<std::size_t>(commands_[command - 1].engine)]->commit(
        command - 1, lastWord + kWordToCommit);
}

} // namespace weft::timeline
