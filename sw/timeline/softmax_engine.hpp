// softmax_engine.hpp: Scores of the accumulator to probabilities in the scratchpad, in time
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/command_queue.hpp"

namespace weft::timeline {

/// One command at a time, a chunk of a row every so many cycles.
class SoftmaxEngine : public Process, public Engine {
public:
  SoftmaxEngine(const Machine& machine, CommandWindow& commands, CommandQueue& queue)
      : machine_(machine), commands_(commands), queue_(queue) {}

  void offer(std::size_t command, Cycle at) override;
  void wake(Cycle now) override;

private:
  Machine machine_;
  CommandWindow& commands_;
  CommandQueue& queue_;
  Cycle free_ = 0; ///< the command before is done
};

} // namespace weft::timeline
