// store_engine.cpp: From the accumulator to memory, in time
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/store_engine.hpp"

#include "gen/blocks/depths.hpp"
#include "gen/num/integers.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {
namespace {

constexpr auto kStoreWriter = static_cast<std::size_t>(isa::WriteClient::store);

struct StoredBlock {
  std::int64_t rows, columns, rowBytes;
  isa::StoreTo destination;
  std::int64_t pace = 1; ///< cycles of a vector
  std::int64_t wait = 0; ///< of the first one
};

StoredBlock blockOf(const PlannedCommand& command) {
  const auto block = [](const auto& stored, std::int64_t elementBytes, isa::StoreTo destination) {
    return StoredBlock{std::int64_t{stored.count1} * stored.count2 * stored.count3, stored.columns,
                       stored.columns * elementBytes, destination};
  };
  constexpr std::int64_t kInt8Bytes = isa::bytesOf(isa::OutputType::int8);
  if (const auto* divide = std::get_if<isa::Divide>(&command.fields)) {
    StoredBlock divided = block(*divide, kInt8Bytes, divide->destination);
    divided.pace = kDivideVector;
    divided.wait = kFactorWait;
    return divided;
  }
  if (const auto* pool = std::get_if<isa::Pool>(&command.fields)) {
    StoredBlock pooled = block(*pool, kInt8Bytes, isa::StoreTo::memory);
    pooled.pace = std::int64_t{pool->window} * pool->window;
    return pooled;
  }
  const auto& store = std::get<isa::Store>(command.fields);
  return block(store, isa::bytesOf(store.type), store.destination);
}

} // namespace

StoreEngine::StoreEngine(const Machine& machine, Memory& memory, CommandWindow& commands,
                         CommandQueue& queue)
    : machine_(machine), commands_(commands), queue_(queue),
      writer_(machine, memory, kStoreWriter, *this) {}

void StoreEngine::offer(std::size_t command, Cycle at) {
  offered_ = command;
  offeredAt_ = at;
  takeOffered();
}

void StoreEngine::takeOffered() {
  if (offeredAt_ >= kNever || askedAll_ >= kNever ||
      static_cast<std::int64_t>(underWay_.size()) >= depths::kStoresUnderWay)
    return;
  const Cycle at = std::max({offeredAt_, askedAll_ + 1, slotFree_});
  const bool isPool = std::holds_alternative<isa::Pool>(commands_[offered_].fields);
  const auto [rows, columns, bytes, destination, pace, wait] = blockOf(commands_[offered_]);
  const std::int64_t vectors = pace * ceilDiv(columns, machine_.columns);
  const std::int64_t beats = machine_.beats(bytes);
  underWay_.push(offered_);
  commands_.times(offered_).begin = at + kStoreToAsk;
  offeredAt_ = askedAll_ = kNever;
  const std::int64_t firstBeat = std::max<std::int64_t>(0, vectors / beats - 1);
  const Cycle begin = at + kStoreToAsk + wait + askToBeat(machine_) + firstBeat;
  queue_.taken(at);
  if (destination == isa::StoreTo::memory)
    writer_.push({begin, rows, beats, machine_.burstsOf(beats), std::max(vectors, beats), isPool});
  else
    place(begin, begin + rows * std::max({vectors, beats, bytes / machine_.rows}));
}

/// The last row of the newest command is in the scratchpad at `placed`; until then nothing else is
/// taken.
void StoreEngine::place(Cycle begin, Cycle placed) {
  commands_.times(underWay_[written_++]).end = placed;
  placing_ = begin;
  placed_ = placed + kStoreAnswerToDone;
  if (underWay_.size() == 1)
    finishPlaced(0);
  giveWay(loads_);
}

void StoreEngine::portTaken(Cycle first, Cycle last, std::int64_t words) {
  loads_ = {first, last, words};
  if (placed_ < kNever)
    giveWay(loads_);
}

/// Rows wait for as many cycles as loads write words while they are placed.
void StoreEngine::giveWay(const PortUse& loads) {
  const Cycle both = std::min(loads.last, placed_) - std::max(loads.first, placing_) + 1;
  if (both <= 0)
    return;
  const Cycle waits = loads.words * both / (loads.last - loads.first + 1);
  placed_ += waits;
  commands_.times(underWay_[written_ - 1]).end += waits;
  if (underWay_.size() == 1)
    due = done_.front() += waits;
}

/// Commands are done in their order.
void StoreEngine::finishPlaced(Cycle earliest) {
  done_.push(std::max(placed_, earliest));
  due = done_.front();
}

void StoreEngine::offered(Cycle last) {
  askedAll_ = last - askToBeat(machine_);
  commands_.times(underWay_[written_++]).end = last;
  takeOffered();
}

void StoreEngine::answered(Cycle answer) {
  done_.push(answer + kStoreAnswerToDone);
  due = done_.front();
}

void StoreEngine::wake(Cycle now) {
  underWay_.pop();
  slotFree_ = now + 1;
  --written_;
  done_.pop();
  due = done_.empty() ? kNever : done_.front();
  if (placed_ < kNever)
    goOnPlacing(now);
  queue_.done(now);
  takeOffered();
}

/// The command that ended was the one that places rows, or the one before it.
void StoreEngine::goOnPlacing(Cycle now) {
  if (!underWay_.empty()) {
    finishPlaced(now + 1);
    return;
  }
  placed_ = kNever;
  askedAll_ = now;
}

} // namespace weft::timeline
