// array_engine.cpp: Tile after tile through the systolic array, in time
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/array_engine.hpp"

#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {
namespace {

struct Product {
  Cycle vectors, tiles; ///< of a tile; of the command
  Cycle fresh;          ///< tiles that replace what is in the accumulator
  std::int64_t row;     ///< the first one that is added to
};

Product productOf(const PlannedCommand& command, std::int64_t chunkTiles) {
  const auto sizes = [](const auto& product, std::int64_t tilesOfRow) {
    const Cycle fresh = product.accumulate != 0 ? 0 : Cycle{product.nTiles} * tilesOfRow;
    return Product{product.rows, Cycle{product.kTiles} * product.nTiles, fresh,
                   product.accumulatorStart};
  };
  if (const auto* weigh = std::get_if<isa::Weigh>(&command.fields))
    return sizes(*weigh, chunkTiles);
  return sizes(std::get<isa::Matmul>(command.fields), 1);
}

} // namespace

/// The weights of the first tile enter from the swap of the tile before on,
/// those of every other tile beside the vectors of the one before it.
void ArrayEngine::offer(std::size_t command, Cycle at) {
  const auto [vectors, tiles, fresh, row] = productOf(commands_[command], machine_.chunkTiles);
  const bool weighs = std::holds_alternative<isa::Weigh>(commands_[command].fields);
  const Cycle take = std::max({at, streamed_, retiredBefore_ + 1});
  const Cycle weights = std::max(at + 1, lastTile_) + machine_.array.load;
  const Cycle first = std::max(take + 1, weights);
  lastTile_ = first + (tiles - 1) * machine_.array.period(vectors);
  streamed_ = lastTile_ + vectors - 1;
  retiredBefore_ = retired_;
  retired_ = streamed_ + arrayDrain(machine_);
  commands_.times(command).begin = commands_.times(command).data = first;
  commands_.times(command).end = streamed_ + 1;
  if (fresh < tiles)
    follower_->halfTaken(row / machine_.halfRows, first + fresh * machine_.array.period(vectors),
                         streamed_, weighs ? machine_.chunkTiles : 1);
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
