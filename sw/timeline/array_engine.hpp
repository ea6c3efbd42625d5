// array_engine.hpp: Tile after tile through the array, in time
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/command_queue.hpp"
#include "sw/timeline/fifo.hpp"

namespace weft::timeline {

/// Reads the accumulator when the array leaves a half alone.
class HalfFollower {
public:
  virtual ~HalfFollower() = default;
  /// From `first` to `last` the array adds to rows of `half` in one cycle of `every`.
  virtual void halfTaken(std::int64_t half, Cycle first, Cycle last, std::int64_t every) = 0;
};

/// Everything follows from the command and the ones before it: nothing stalls the array but missing
/// commands.
class ArrayEngine : public Process, public Engine {
public:
  ArrayEngine(const Machine& machine, CommandWindow& commands, CommandQueue& queue)
      : machine_(machine), commands_(commands), queue_(queue), retired_(machine.matmulsUnderWay) {}

  void connect(HalfFollower& follower) { follower_ = &follower; }
  void offer(std::size_t command, Cycle at) override;
  void wake(Cycle now) override;

private:
  Machine machine_;
  CommandWindow& commands_;
  CommandQueue& queue_;
  HalfFollower* follower_ = nullptr;
  Cycle lastTile_ = 0;         ///< first vector of the tile before
  Cycle streamed_ = 0;         ///< last vector before
  std::vector<Cycle> retired_; ///< of as many commands before as may be under way
  std::size_t oldest_ = 0;     ///< of these
  Fifo<Cycle> done_;           ///< to come
};

} // namespace weft::timeline
