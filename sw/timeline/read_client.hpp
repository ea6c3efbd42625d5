// read_client.hpp: An engine's way to read memory
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/fifo.hpp"
#include "sw/timeline/memory.hpp"

namespace weft::timeline {

/// `runs` runs of `beats` beats, one after the other, the first asked for at `earliest` or later.
struct ReadJob {
  Cycle earliest = 0;
  std::int64_t runs = 0;
  std::int64_t beats = 0;
  bool wholeRuns = false; ///< no packet is part of a run
};

/// Beats that arrive together: some runs, or a part of one.
struct ReadPacket {
  std::int64_t beats = 0;
  std::int64_t bursts = 0;
  bool lastOfJob = false;
};

/// Packets as long as what keeps the memory busy beside them has room in a queue of
/// `readsInFlight` longest bursts: then it does not matter that a packet is requested as a whole.
std::int64_t packetBeats(const Machine& machine, std::int64_t readsInFlight);

/// An engine that reads.
class ReadSink {
public:
  virtual ~ReadSink() = default;
  /// The last request of the oldest job goes out at `request`.
  virtual void requested(Cycle request) = 0;
  /// The client's side of the reader holds the first beat at `first`, all at `last`. The engine
  /// answers with `ReadClient::release` once it has taken them, in order.
  virtual void arrived(const ReadPacket& packet, Cycle first, Cycle last) = 0;
};

/// dma_reader and read_arbiter: bursts are requested while the reader's queue has room for them.
class ReadClient : public MemoryClient {
public:
  /// `readsInFlight`: longest bursts that the queue holds; `packetBeats`: most of a packet.
  ReadClient(const Machine& machine, Memory& memory, std::size_t number, ReadSink& sink,
             std::int64_t readsInFlight, std::int64_t packetBeats);

  void push(const ReadJob& job);
  /// `runs` more in the newest job, which still has runs to ask for.
  void extend(std::int64_t runs) { jobs_.back().runs += runs; }
  /// The oldest packet that arrived has been taken, its last beat at `last`.
  void release(Cycle last);
  void served(Cycle first, Cycle last) override;

private:
  /// Why the next packet is not requested.
  enum class Lack { nothing, beats, bursts };

  /// Packets that are at the engine's side.
  struct Arrived {
    std::int64_t beats;
    Cycle first; ///< of them
  };

  void begin();
  ReadPacket nextPacket() const;
  /// Beats of a longest burst that the last burst of `beats` leaves unused: room is for longest
  /// ones.
  std::int64_t roomBehind(std::int64_t beats) const;
  /// That must be taken before the packet may be asked for.
  std::int64_t beatsTooMany(const ReadPacket& packet) const;
  Lack lackFor(const ReadPacket& packet) const;
  void request();
  void resume(Lack lack, Cycle request);
  void ask(const ReadPacket& packet);

  Memory& memory_;
  std::size_t number_;
  ReadSink& sink_;
  Cycle pinToClient_;
  Refusals refusals_;
  std::int64_t burstBeats_, mostBeats_, mostBursts_, mostPacketBeats_;
  Fifo<ReadJob> jobs_;    ///< not wholly requested; `runs` and `done_` say what is left
  std::int64_t done_ = 0; ///< beats of the first run that are requested
  bool isCut_ = false;    ///< packets of the first job are parts of runs
  std::int64_t packetBeats_ = 0, packetRuns_ = 0, runBursts_ = 0; ///< of the first job
  Fifo<ReadPacket> coming_;                                       ///< requested, not served
  Fifo<Arrived> arrived_;                                         ///< served, not released
  Cycle releasedAt_ = -1;
  std::int64_t beatsOut_ = 0, burstsOut_ = 0;
  Lack lack_ = Lack::nothing;
  Cycle nextRequest_ = 0; ///< the address channel takes one burst a cycle
};

} // namespace weft::timeline
