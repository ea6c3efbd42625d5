// softmax_engine.hpp: Scores of the accumulator to probabilities in the scratchpad, in time
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/array_engine.hpp"
#include "sw/timeline/command_queue.hpp"
#include "sw/timeline/fifo.hpp"

#include <array>

namespace weft::timeline {

/// A chunk of a row every so many cycles, while the array leaves the half of the accumulator alone
/// that holds the scores. A command may be read while the one before is still in the softmax.
class SoftmaxEngine : public Process, public Engine, public HalfFollower {
public:
  SoftmaxEngine(const Machine& machine, CommandWindow& commands, CommandQueue& queue)
      : machine_(machine), commands_(commands), queue_(queue) {}

  void offer(std::size_t command, Cycle at) override;
  void halfTaken(std::int64_t half, Cycle first, Cycle last, std::int64_t every) override;
  void wake(Cycle now) override;

private:
  /// When the array adds to a half.
  struct Taken {
    std::int64_t half = 0;
    Cycle first = 0, last = -1;
    std::int64_t every = 1;
  };

  void takeOffered();
  void giveWay(const Taken& taken);

  Machine machine_;
  CommandWindow& commands_;
  CommandQueue& queue_;
  std::array<Taken, 3> taken_; ///< the latest: of the commands that may still be under way
  std::size_t newest_ = 0;
  std::size_t offered_ = 0;
  Cycle offeredAt_ = kNever;  ///< never = nothing is offered
  std::size_t atWork_ = 0;    ///< the newest command that was taken
  std::int64_t half_ = 0;     ///< of its scores
  Cycle begin_ = 0, end_ = 0; ///< of its reads
  Cycle slotFree_ = 0;        ///< a command ended
  Fifo<Cycle> done_;          ///< to come
};

} // namespace weft::timeline
