// memory.cpp: the bandwidth that readers and writers share
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/timeline/memory.hpp"

#include <algorithm>

namespace weft::timeline {

Memory::Memory(const Machine& machine) : latency_(machine.memory.latency) {
  const MemoryRates rates = memoryRates(machine);
  cycle_ = rates.cycle;
  firstRead_ = rates.firstRead;
  reads_.rates = rates.reads;
  writes_.rates = rates.writes;
}

void Memory::read(std::size_t reader, Cycle request, Cycle complete, std::int64_t beats) {
  reads_.waiting[reader].push_back({request + latency_, complete + latency_, beats});
  schedule();
}

void Memory::write(std::size_t writer, Cycle first, Cycle last, std::int64_t beats) {
  writes_.waiting[writer].push_back({first, last, beats});
  schedule();
}

void Memory::wake(Cycle now) {
  const Ticks until = now * cycle_;
  for (;;) {
    const Ticks readEnds = ends(reads_), writeEnds = ends(writes_);
    const Ticks readStarts = starts(reads_), writeStarts = starts(writes_);
    const Ticks next = std::min(std::min(readEnds, writeEnds), std::min(readStarts, writeStarts));
    const Ticks settled = std::min(settles(reads_), settles(writes_));
    if (std::min(next, settled) > until)
      break;
    advance(std::min(next, settled));
    if (settled < next)
      continue;
    if (readEnds == next)
      finish(reads_);
    else if (writeEnds == next)
      finish(writes_);
    else
      start(readStarts == next ? reads_ : writes_);
  }
  schedule();
}

std::ptrdiff_t Memory::oldest(const Direction& direction) const {
  std::ptrdiff_t chosen = -1;
  for (std::size_t i = 0; i < direction.waiting.size(); ++i)
    if (!direction.waiting[i].empty() &&
        (chosen < 0 || direction.waiting[i].front().first <
                           direction.waiting[static_cast<std::size_t>(chosen)].front().first))
      chosen = static_cast<std::ptrdiff_t>(i);
  return chosen;
}

/// Both directions work, slower when they share. A direction that has nothing to do still pays for
/// its last beat.
void Memory::advance(Ticks to) {
  const Ticks spent = std::max<Ticks>(0, to - now_);
  const Ticks reading = workIn(reads_, spent), writing = workIn(writes_, spent);
  reads_.work = std::max<Ticks>(0, reads_.work - reading);
  writes_.work = std::max<Ticks>(0, writes_.work - writing);
  now_ = std::max(now_, to);
}

Ticks Memory::ends(const Direction& direction) const {
  if (direction.active < 0)
    return never;
  return std::max(now_ + timeOf(direction), direction.request.last * cycle_);
}

/// When an idle direction has paid, so that the other gets the whole bandwidth.
Ticks Memory::settles(const Direction& direction) const {
  return direction.active < 0 && direction.work > 0 && shared() ? now_ + timeOf(direction) : never;
}

Ticks Memory::starts(const Direction& direction) const {
  const std::ptrdiff_t next = direction.active < 0 ? oldest(direction) : -1;
  return next < 0 ? never
                  : std::max(now_, direction.waiting[static_cast<std::size_t>(next)].front().first *
                                       cycle_);
}

void Memory::start(Direction& direction) {
  direction.active = oldest(direction);
  auto& queue = direction.waiting[static_cast<std::size_t>(direction.active)];
  direction.request = queue.front();
  queue.pop_front();
  if (&direction == &reads_)
    direction.work = std::max(direction.work, firstRead_);
  direction.began = now_ + direction.work;
  direction.work += (direction.request.beats - 1) * direction.rates.alone;
}

void Memory::finish(Direction& direction) {
  MemoryClient& client = *direction.clients[static_cast<std::size_t>(direction.active)];
  direction.active = -1;
  direction.work = direction.rates.alone;
  client.served(cycleOf(direction.began), cycleOf(now_));
}

void Memory::schedule() {
  const Ticks next = std::min({ends(reads_), ends(writes_), starts(reads_), starts(writes_),
                               settles(reads_), settles(writes_)});
  due = next >= never ? never : cycleOf(next);
}

} // namespace weft::timeline
