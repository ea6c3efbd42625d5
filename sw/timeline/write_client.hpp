// write_client.hpp: An engine's way to write memory
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/fifo.hpp"
#include "sw/timeline/memory.hpp"

namespace weft::timeline {

/// `runs` runs of `beats` beats in `bursts` bursts. The engine offers the first beat at `earliest`
/// or later and needs `cycles` for the beats of a run.
struct WriteJob {
  Cycle earliest = 0;
  std::int64_t runs = 0;
  std::int64_t beats = 0;
  std::int64_t bursts = 0;
  std::int64_t cycles = 0;
  bool apart = false; ///< runs come long after each other, so that the memory is free between them
};

/// An engine that writes.
class WriteSource {
public:
  virtual ~WriteSource() = default;
  /// The last beat of the oldest job is taken from the engine at `last`.
  virtual void offered(Cycle last) = 0;
  /// The last run of the oldest job is answered at `answer`.
  virtual void answered(Cycle answer) = 0;
};

/// dma_writer and write_arbiter: beats wait in the writer's queue until their burst is complete.
class WriteClient : public MemoryClient {
public:
  WriteClient(const Machine& machine, Memory& memory, std::size_t number, WriteSource& source);

  void push(const WriteJob& job);
  void served(Cycle first, Cycle last) override;

private:
  struct Packet {
    std::int64_t beats = 0, bursts = 0, cycles = 0, firstCycles = 0;
    bool lastOfJob = false;
  };

  Packet nextPacket() const;
  bool hasRoom(const Packet& packet) const;
  bool mayLeave(const Packet& packet);
  void offer();
  void take(const Packet& packet);

  Memory& memory_;
  std::size_t number_;
  WriteSource& source_;
  Cycle beatToPin_, answerDelay_;
  Refusals refusals_;
  std::int64_t burstBeats_, mostBeats_;
  Fifo<WriteJob> jobs_;   ///< not wholly taken
  std::int64_t done_ = 0; ///< beats of the first run that are taken
  Fifo<Packet> leaving_;
  struct Answer {
    Cycle at;
    std::int64_t bursts;
  };
  Fifo<Answer> answers_; ///< to come
  std::int64_t beatsHeld_ = 0, burstsOut_ = 0;
  bool isFull_ = false;
  Cycle roomFrom_ = 0, roomUntil_ = 0; ///< when a full queue got room for a packet
  Cycle free_ = 0;                     ///< the next beat may be taken
  Cycle nextBurst_ = 0;                ///< the address channel takes one burst a cycle
};

} // namespace weft::timeline
