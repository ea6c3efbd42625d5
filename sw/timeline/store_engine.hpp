// store_engine.hpp: From the accumulator to memory, in time
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/command_queue.hpp"
#include "sw/timeline/fifo.hpp"
#include "sw/timeline/load_engine.hpp"
#include "sw/timeline/write_client.hpp"

namespace weft::timeline {

/// One row of a column tile a cycle, or one beat; a command is done when its last run is answered
/// or its last word is in the scratchpad.
class StoreEngine : public Process, public Engine, public WriteSource, public PortFollower {
public:
  StoreEngine(const Machine& machine, Memory& memory, CommandWindow& commands, CommandQueue& queue);

  void offer(std::size_t command, Cycle at) override;
  void offered(Cycle last) override;
  void answered(Cycle answer) override;
  void portTaken(Cycle first, Cycle last, std::int64_t words) override;
  void wake(Cycle now) override;

private:
  void takeOffered();
  /// Words that loads write to the activation bank.
  struct PortUse {
    Cycle first = 0, last = 0;
    std::int64_t words = 0;
  };

  void place(Cycle begin, Cycle placed);
  void giveWay(const PortUse& loads);
  void finishPlaced(Cycle earliest);
  void goOnPlacing(Cycle now);

  Machine machine_;
  CommandWindow& commands_;
  CommandQueue& queue_;
  WriteClient writer_;
  std::size_t offered_ = 0;
  Cycle offeredAt_ = kNever; ///< never = nothing is offered
  Cycle slotFree_ = 0;       ///< a command ended
  Cycle askedAll_ = 0;       ///< rows of the newest command are all asked for; never = not yet
  Cycle placed_ = kNever;  ///< of a command to the scratchpad, always the newest: its earliest end
  Cycle placing_ = kNever; ///< and when its first row is there
  PortUse loads_;          ///< the latest
  Fifo<std::size_t> underWay_;
  std::size_t written_ = 0; ///< of these, all beats are in the writer
  Fifo<Cycle> done_;        ///< to come
};

} // namespace weft::timeline
