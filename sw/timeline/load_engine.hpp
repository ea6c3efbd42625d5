// load_engine.hpp: Memory to scratchpad and parameters, in time
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/command_queue.hpp"
#include "sw/timeline/fifo.hpp"
#include "sw/timeline/read_client.hpp"

namespace weft::timeline {

/// Writes to the activation bank when loads leave its port free.
class PortFollower {
public:
  virtual ~PortFollower() = default;
  /// Loads write `words` words from `first` to `last`.
  virtual void portTaken(Cycle first, Cycle last, std::int64_t words) = 0;
};

/// Requests run commands ahead of the words that arrive; a command is done when its last word is
/// written.
class LoadEngine : public Process, public Engine, public ReadSink {
public:
  LoadEngine(const Machine& machine, Memory& memory, CommandWindow& commands, CommandQueue& queue);

  void connect(PortFollower& follower) { follower_ = &follower; }
  void offer(std::size_t command, Cycle at) override;
  void requested(Cycle request) override;
  void arrived(const ReadPacket& packet, Cycle first, Cycle last) override;
  void wake(Cycle now) override;

private:
  /// A command whose words arrive.
  struct Arriving {
    std::size_t command;
    std::int64_t beats, cycles; ///< of a run: in memory, and to take it
    std::int64_t wordBytes;
    std::int64_t words;          ///< of a run to the activation bank
    std::int64_t runs, readRuns; ///< all, and those that are no zeros
    Cycle taken;
  };

  /// The runs of a command, all alike.
  struct Runs {
    std::int64_t count;
    std::int64_t readCount;     ///< of those that are no zeros
    std::int64_t beats, cycles; ///< of one: in memory, and to take it
    std::int64_t wordBytes;
    std::int64_t activationWords; ///< of one
  };

  Runs runsOf(const PlannedCommand& command) const;
  Runs runsOf(const isa::Transpose& transpose) const;
  void takeOffered();
  void makeZeros();
  void close(Cycle end);

  Machine machine_;
  CommandWindow& commands_;
  CommandQueue& queue_;
  PortFollower* follower_ = nullptr;
  ReadClient reader_;
  std::size_t offered_ = 0;
  Cycle offeredAt_ = kNever; ///< never = nothing is offered
  Cycle generatorFree_ = 0;  ///< never = it is at work
  Cycle placeFree_ = 0;      ///< a command ended
  Fifo<Arriving> arriving_;
  std::size_t written_ = 0; ///< of these, all words are written
  Cycle wordsFree_ = 0;     ///< the next beat may be taken
  Fifo<Cycle> done_;        ///< to come
};

} // namespace weft::timeline
