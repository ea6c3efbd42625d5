// array_engine.cpp: Tile after tile through the array, in time
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/array_engine.hpp"

#include "gen/blocks/matmul_engine/convolve_model.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {
namespace {

struct Product {
  ArrayTiming array;
  Cycle vectors, tiles;   ///< of a tile; of the command
  Cycle round;            ///< tiles behind which the same rows come back, or all tiles
  Cycle fresh = 0;        ///< tiles in front whose sums replace what is in the accumulator
  std::int64_t every = 1; ///< behind them a row is added to in one of so many tiles
  std::int64_t row = 0;   ///< the first one
};

/// A MATMUL passes its k tiles one behind the other, so that the first one alone is fresh. Where
/// sums stay in the array, all k tiles of a row are one sum.
Product productOf(const isa::Matmul& matmul, const Machine& machine) {
  const bool sumsStay = machine.dataflow == num::Dataflow::outputStationary;
  const Cycle tiles = Cycle{matmul.kTiles} * matmul.nTiles;
  const Cycle round = sumsStay ? tiles : matmul.nTiles;
  return {.array = machine.array,
          .vectors = matmul.rows,
          .tiles = tiles,
          .round = round,
          .fresh = matmul.accumulate != 0 ? 0 : round,
          .every = sumsStay ? matmul.kTiles : 1,
          .row = matmul.accumulatorStart};
}

/// A WEIGH passes the chunks of one n tile behind the other; the last tile of each goes to the
/// accumulator.
Product productOf(const isa::Weigh& weigh, const Machine& machine) {
  const Cycle tiles = Cycle{weigh.kTiles} * weigh.nTiles;
  const bool addsNothing = weigh.accumulate == 0 && weigh.kTiles == machine.chunkTiles;
  return {.array = machine.array,
          .vectors = weigh.rows,
          .tiles = tiles,
          .round = tiles,
          .fresh = addsNothing ? tiles : 0,
          .every = machine.chunkTiles,
          .row = weigh.accumulatorStart};
}

/// A CONVOLVE has a row of sums ready after every `taps` cycles.
Product productOf(const isa::Convolve& convolve, const Machine& machine) {
  const ArrayShape shape{static_cast<int>(machine.rows), static_cast<int>(machine.columns)};
  const Cycle columns = convolve.nTiles;
  return {.array = arrayTiming(convolve, shape),
          .vectors = passCycles(convolve, shape),
          .tiles = convolve.kTiles * columns,
          .round = columns,
          .fresh = convolve.accumulate != 0 ? 0 : columns,
          .every = convolve.taps,
          .row = convolve.accumulatorStart};
}

Product productOf(const PlannedCommand& command, const Machine& machine) {
  if (const auto* convolve = std::get_if<isa::Convolve>(&command.fields))
    return productOf(*convolve, machine);
  if (const auto* weigh = std::get_if<isa::Weigh>(&command.fields))
    return productOf(*weigh, machine);
  return productOf(std::get<isa::Matmul>(command.fields), machine);
}

/// Cycles in which vectors wait for their rows, where tiles are so short that these come back
/// before the accumulator has added.
Cycle waitsForRows(const Product& product, const Machine& machine) {
  const Cycle back = product.round * product.array.period(product.vectors);
  const Cycle rest = machine.ramLatency + 1;
  return (product.tiles / product.round - 1) * std::max<Cycle>(0, rest - back);
}

} // namespace

/// The weights of the first tile enter from the swap of the tile before on,
/// those of every other tile beside the vectors of the one before it.
void ArrayEngine::offer(std::size_t command, Cycle at) {
  const Product product = productOf(commands_[command], machine_);
  const auto [array, vectors, tiles, round, fresh, every, row] = product;
  const Cycle take = std::max({at, streamed_, retired_[oldest_] + 1});
  const Cycle weights = std::max(at + 1, lastTile_) + array.load;
  const Cycle first = std::max(take + 1, weights);
  const Cycle waits = waitsForRows(product, machine_);
  lastTile_ = first + waits + (tiles - 1) * array.period(vectors);
  streamed_ = first + waits + array.streamed(tiles, vectors) - 1;
  const Cycle retired = streamed_ + drainOf(machine_, array);
  retired_[oldest_] = retired;
  oldest_ = (oldest_ + 1) % retired_.size();
  commands_.times(command).begin = commands_.times(command).data = first;
  commands_.times(command).end = streamed_ + 1;
  if (fresh < tiles)
    follower_->halfTaken(row / machine_.halfRows, first + fresh * array.period(vectors), streamed_,
                         every);
  done_.push(retired);
  due = done_.front();
  queue_.taken(take);
}

void ArrayEngine::wake(Cycle now) {
  done_.pop();
  due = done_.empty() ? kNever : done_.front();
  queue_.done(now);
}

} // namespace weft::timeline
