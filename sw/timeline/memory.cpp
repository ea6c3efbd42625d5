// memory.cpp: The bandwidth that readers and writers share
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/memory.hpp"

#include "gen/num/integers.hpp"

#include <algorithm>

namespace weft::timeline {

void Direction::setRates(const DirectionRates& rates, Ticks cycle, Ticks firstBeat) {
  rates_ = rates;
  cycle_ = cycle;
  firstBeat_ = firstBeat;
}

void Direction::push(std::size_t client, Cycle first, Cycle last, std::int64_t beats) {
  waiting_[client].push({first, last, beats});
  if (waiting_[client].size() == 1 && first * cycle_ < oldestAt_) {
    oldest_ = client;
    oldestAt_ = first * cycle_;
  }
}

void Direction::findOldest() {
  oldestAt_ = kNever;
  for (std::size_t i = 0; i < waiting_.size(); ++i)
    if (!waiting_[i].empty() && waiting_[i].front().first * cycle_ < oldestAt_) {
      oldest_ = i;
      oldestAt_ = waiting_[i].front().first * cycle_;
    }
}

/// Sharing stretches what is left to do. An idle direction that still pays for its last beat
/// matters only to the other one.
inline Ticks Direction::next(Ticks now, bool shared) const {
  const Ticks done = now + (shared ? ceilDiv(work_ * rates_.shared, rates_.alone) : work_);
  if (isActive_)
    return std::max(done, notBefore_);
  return shared ? std::min(starts(now), done) : starts(now);
}

inline void Direction::work(Ticks time, bool shared) {
  work_ = std::max<Ticks>(0, work_ - (shared ? time * rates_.alone / rates_.shared : time));
}

inline void Direction::step(Ticks now) {
  if (isActive_)
    finish(now);
  else if (oldestAt_ <= now)
    start(now);
}

void Direction::start(Ticks now) {
  const Request request = waiting_[oldest_].front();
  waiting_[oldest_].pop();
  isActive_ = true;
  active_ = oldest_;
  work_ = std::max(work_, firstBeat_);
  began_ = now + work_;
  notBefore_ = request.last * cycle_;
  work_ += (request.beats - 1) * rates_.alone;
  findOldest();
}

void Direction::finish(Ticks now) {
  isActive_ = false;
  work_ = rates_.alone;
  clients_[active_]->served(ceilDiv(began_, cycle_), ceilDiv(now, cycle_));
}

Memory::Memory(const Machine& machine) : latency_(machine.memory.latency) {
  const MemoryRates rates = memoryRates(machine);
  cycle_ = rates.cycle;
  reads_.setRates(rates.reads, rates.cycle, rates.firstRead);
  writes_.setRates(rates.writes, rates.cycle, 0);
}

void Memory::wake(Cycle now) {
  const Ticks until = now * cycle_;
  for (;;) {
    const bool shared = reads_.busy() && writes_.busy();
    const Ticks read = reads_.next(now_, shared), write = writes_.next(now_, shared);
    const Ticks next = std::min(read, write);
    if (next > until)
      break;
    reads_.work(next - now_, shared);
    writes_.work(next - now_, shared);
    now_ = next;
    (read == next ? reads_ : writes_).step(next);
  }
  schedule();
}

void Memory::schedule() {
  const bool shared = reads_.busy() && writes_.busy();
  due = cycleOf(std::min(reads_.next(now_, shared), writes_.next(now_, shared)));
}

} // namespace weft::timeline
