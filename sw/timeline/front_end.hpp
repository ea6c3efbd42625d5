// front_end.hpp: Commands from the ring in memory to the queues of their engines
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/command_queue.hpp"
#include "sw/timeline/fifo.hpp"
#include "sw/timeline/read_client.hpp"

#include <array>

namespace weft::timeline {

/// command_fetch and command_decoder: one word a cycle, in program order; a full queue holds up all
/// commands behind it. The first command is the configuration check.
class FrontEnd : public Process, public ReadSink, public Decoder {
public:
  using Queues = std::array<CommandQueue*, isa::kEngineCount>;

  FrontEnd(const Machine& machine, Memory& memory, CommandWindow& commands, const Queues& queues);

  /// Fetches the slots of the commands up to number `end` too; the window holds them.
  void fetchTo(std::size_t end);

  void wake(Cycle now) override;
  void requested(Cycle) override {}
  void arrived(const ReadPacket& packet, Cycle first, Cycle last) override;
  void roomCame() override;

  /// When the last command was decoded.
  Cycle end() const { return free_ - 1; }
  /// Commands that left for their queues.
  std::size_t decoded() const { return next_ == 0 ? 0 : next_ - 1; }
  bool finished() const { return next_ > fetched_; }

private:
  static constexpr Cycle kNotArrived = -1;

  std::int64_t slots(std::size_t command) const;
  Cycle readyAt() const;
  void decode(Cycle begin);

  CommandWindow& commands_;
  Queues queues_;
  ReadClient reader_;
  std::int64_t wordsOfBeat_, beatsOfSlot_;
  std::size_t fetched_ = 0;             ///< commands whose slots are asked for, or will be
  Fifo<std::pair<Cycle, Cycle>> slots_; ///< that arrived: first and last beat
  std::size_t next_ = 0;                ///< 0 = the check, then command `next_ - 1`
  Cycle free_ = 0;                      ///< the decoder looks at the next header
};

} // namespace weft::timeline
