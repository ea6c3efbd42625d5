// front_end.hpp: commands from the ring in memory to the queues of their engines
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
  using Queues = std::array<CommandQueue*, isa::engineCount>;

  FrontEnd(const Machine& machine, Memory& memory, std::span<const PlannedCommand> commands,
           const Queues& queues);

  void wake(Cycle now) override;
  void requested(Cycle) override {}
  void arrived(const ReadPacket& packet, Cycle first, Cycle last) override;
  void roomCame() override;

  /// When the last command was decoded.
  Cycle end() const { return free_ - 1; }
  bool finished() const { return next_ > commands_.size(); }

private:
  static constexpr Cycle notArrived = -1;

  std::int64_t slots(std::size_t command) const;
  Cycle readyAt() const;
  void decode(Cycle begin);

  std::span<const PlannedCommand> commands_;
  Queues queues_;
  ReadClient reader_;
  std::int64_t wordsOfBeat_;
  Fifo<std::pair<Cycle, Cycle>> slots_; ///< that arrived: first and last beat
  std::size_t next_ = 0;                ///< 0 = the check, then command `next_ - 1`
  Cycle free_ = 0;                      ///< the decoder looks at the next header
};

} // namespace weft::timeline
