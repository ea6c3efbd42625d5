// memory.hpp: The bandwidth that readers and writers share
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/integers.hpp"
#include "sw/timeline/fifo.hpp"
#include "sw/timeline/memory_rates.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace weft::timeline {

/// Learns when its requests are served, in the order in which it made them.
class MemoryClient {
public:
  virtual ~MemoryClient() = default;
  /// The pins carry the first and the last beat of the oldest request in these cycles.
  virtual void served(Cycle first, Cycle last) = 0;
};

/// One direction: serves the requests of its clients, one at a time, in the order of their arrival.
class Direction {
public:
  static constexpr std::size_t kMostClients = 4;

  void setRates(const DirectionRates& rates, Ticks cycle, Ticks firstBeat);
  void connect(std::size_t number, MemoryClient& client) { clients_[number] = &client; }
  /// `beats` whose first is wanted at `first`, the last no earlier than `last`.
  void push(std::size_t client, Cycle first, Cycle last, std::int64_t beats);

  /// A request is served, or its last beat still costs bandwidth.
  bool busy() const { return isActive_ || work_ > 0; }
  /// When it starts the next request; never while it serves one.
  Ticks starts(Ticks now) const { return isActive_ ? kNever : std::max(now, oldestAt_); }
  /// When it starts or ends a request or stops being busy, if nothing else happens. `shared`: the
  /// other direction is busy too.
  Ticks next(Ticks now, bool shared) const;
  /// Works for a while.
  void work(Ticks time, bool shared);
  /// Does what `next` was about.
  void step(Ticks now);

private:
  struct Request {
    Cycle first, last;
    std::int64_t beats;
  };

  void findOldest();
  void start(Ticks now);
  void finish(Ticks now);

  DirectionRates rates_;
  Ticks cycle_ = 1, firstBeat_ = 0;
  std::array<MemoryClient*, kMostClients> clients_{};
  std::array<Fifo<Request>, kMostClients> waiting_;
  std::size_t oldest_ = 0;  ///< client of the request that starts next
  Ticks oldestAt_ = kNever; ///< when that is wanted
  bool isActive_ = false;
  std::size_t active_ = 0;          ///< client
  Ticks began_ = 0, notBefore_ = 0; ///< of the request that is served
  Ticks work_ = 0; ///< until the last beat, as if it had the memory for itself; between requests
  ///< what the last beat still costs
};

/// Reads and writes share the bandwidth while both want beats, else the one gets all of it.
class Memory : public Process {
public:
  explicit Memory(const Machine& machine);
  void connectReader(std::size_t number, MemoryClient& client) { reads_.connect(number, client); }
  void connectWriter(std::size_t number, MemoryClient& client) { writes_.connect(number, client); }

  /// `beats` that are asked for from `request` on (the handshake of the address), in full no
  /// earlier than `complete`.
  void read(std::size_t reader, Cycle request, Cycle complete, std::int64_t beats) {
    reads_.push(reader, request + latency_, complete + latency_, beats);
    expect(reads_);
  }
  /// `beats` whose first is on the pins at `first`, the last no earlier than `last`.
  void write(std::size_t writer, Cycle first, Cycle last, std::int64_t beats) {
    writes_.push(writer, first, last, beats);
    expect(writes_);
  }

  void wake(Cycle now) override;

private:
  /// A request came: one that waits for the direction to be free changes nothing else.
  void expect(const Direction& direction) { due = std::min(due, cycleOf(direction.starts(now_))); }
  Cycle cycleOf(Ticks ticks) const { return ticks >= kNever ? kNever : ceilDiv(ticks, cycle_); }
  void schedule();

  Cycle latency_;
  Ticks cycle_ = 1;
  Ticks now_ = 0;
  Direction reads_, writes_;
};

} // namespace weft::timeline
