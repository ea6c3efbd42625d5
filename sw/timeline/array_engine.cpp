// array_engine.cpp: Tile after tile through the systolic array, in time
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/array_engine.hpp"

#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {

/// The weights of the first tile enter from the swap of the tile before on,
/// those of every other tile beside the vectors of the one before it.
void ArrayEngine::offer(std::size_t command, Cycle at) {
  const auto& matmul = std::get<isa::Matmul>(commands_[command].fields);
  const Cycle vectors = matmul.rows;
  const Cycle tiles = Cycle{matmul.kTiles} * matmul.nTiles;
  const Cycle take = std::max({at, streamed_, retiredBefore_ + 1});
  const Cycle weights = std::max(at + 1, lastTile_) + machine_.array.load;
  const Cycle first = std::max(take + 1, weights);
  lastTile_ = first + (tiles - 1) * machine_.array.period(vectors);
  streamed_ = lastTile_ + vectors - 1;
  retiredBefore_ = retired_;
  retired_ = streamed_ + arrayDrain(machine_);
  commands_.times(command).begin = commands_.times(command).data = first;
  commands_.times(command).end = streamed_ + 1;
  done_.push(retired_);
  due = done_.front();
  queue_.taken(take);
}

void ArrayEngine::wake(Cycle now) {
  done_.pop();
  due = done_.empty() ? kNever : done_.front();
  queue_.done(now);
}

} // namespace weft::timeline
