// memory.hpp: the bandwidth that readers and writers share
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/perf/timeline/memory_rates.hpp"
#include "sw/perf/timeline/process.hpp"

#include <array>
#include <cstddef>
#include <deque>

namespace weft::timeline {

/// Learns when its requests are served, in the order in which it made them.
class MemoryClient {
public:
  virtual ~MemoryClient() = default;
  /// The pins carry the first and the last beat of the oldest request in these cycles.
  virtual void served(Cycle first, Cycle last) = 0;
};

/// Reads and writes each in the order of their arrival; when both want beats they share the
/// bandwidth equally, else the one gets all of it.
class Memory : public Process {
public:
  static constexpr std::size_t readers = 4, writers = 3;

  explicit Memory(const Machine& machine);
  void connectReader(std::size_t number, MemoryClient& client) { reads_.clients[number] = &client; }
  void connectWriter(std::size_t number, MemoryClient& client) {
    writes_.clients[number] = &client;
  }

  /// `beats` that are asked for from `request` on (the handshake of the address), in full no
  /// earlier than `complete`.
  void read(std::size_t reader, Cycle request, Cycle complete, std::int64_t beats);
  /// `beats` whose first is on the pins at `first`, the last no earlier than `last`.
  void write(std::size_t writer, Cycle first, Cycle last, std::int64_t beats);

  void wake(Cycle now) override;

private:
  struct Request {
    Cycle first, last;
    std::int64_t beats;
  };
  /// One of the two directions: a server of requests, one at a time.
  struct Direction {
    std::array<MemoryClient*, readers> clients{};
    std::array<std::deque<Request>, readers> waiting;
    std::ptrdiff_t active = -1; ///< client
    Request request{};
    DirectionRates rates;
    Ticks began = 0;
    Ticks work = 0; ///< until the last beat, as if it had the memory for itself; between requests
                    ///< what the last beat still costs
    bool busy() const { return active >= 0 || work > 0; }
  };

  std::ptrdiff_t oldest(const Direction& direction) const;
  void advance(Ticks to);
  Ticks ends(const Direction& direction) const;
  Ticks starts(const Direction& direction) const;
  void start(Direction& direction);
  void finish(Direction& direction);
  Ticks settles(const Direction& direction) const;
  bool shared() const { return reads_.busy() && writes_.busy(); }
  /// What `work` of a direction takes, rounded up, and what it works in a time, rounded down.
  Ticks timeOf(const Direction& direction) const {
    const DirectionRates& rates = direction.rates;
    return shared() ? (direction.work * rates.shared + rates.alone - 1) / rates.alone
                    : direction.work;
  }
  Ticks workIn(const Direction& direction, Ticks time) const {
    return shared() ? time * direction.rates.alone / direction.rates.shared : time;
  }
  Cycle cycleOf(Ticks ticks) const { return (ticks + cycle_ - 1) / cycle_; }
  void schedule();

  Cycle latency_;
  Ticks cycle_, firstRead_;
  Ticks now_ = 0;
  Direction reads_, writes_;
};

} // namespace weft::timeline
