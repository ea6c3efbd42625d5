// softmax_engine.cpp: Scores of the accumulator to probabilities in the scratchpad, in time
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/softmax_engine.hpp"

#include "gen/blocks/depths.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {

void SoftmaxEngine::offer(std::size_t command, Cycle at) {
  offered_ = command;
  offeredAt_ = at;
  takeOffered();
}

void SoftmaxEngine::takeOffered() {
  if (offeredAt_ >= kNever ||
      static_cast<std::int64_t>(done_.size()) >= depths::kProbabilitiesUnderWay)
    return;
  const auto& fields = std::get<isa::Probabilities>(commands_[offered_].fields);
  const Cycle at = std::max({offeredAt_, end_, slotFree_});
  atWork_ = offered_;
  offeredAt_ = kNever;
  half_ = fields.accumulatorStart / machine_.halfRows;
  begin_ = at + kProbabilitiesStart;
  end_ = begin_ + chunksOf(machine_, fields) * chunkCycles(machine_, fields);
  commands_.times(atWork_).begin = commands_.times(atWork_).data = at;
  for (const Taken& each : taken_)
    giveWay(each);
  commands_.times(atWork_).end = end_;
  done_.push(end_ + chunkToDone(machine_));
  due = done_.front();
  queue_.taken(at);
}

void SoftmaxEngine::halfTaken(std::int64_t half, Cycle first, Cycle last, std::int64_t every) {
  newest_ = (newest_ + 1) % taken_.size();
  taken_[newest_] = {half, first, last, every};
  if (done_.empty())
    return;
  giveWay(taken_[newest_]);
  commands_.times(atWork_).end = end_;
  done_.back() = std::max(done_.back(), end_ + chunkToDone(machine_));
  due = done_.front();
}

/// Reads wait for as many cycles as the array adds to their half meanwhile.
void SoftmaxEngine::giveWay(const Taken& taken) {
  if (taken.half != half_)
    return;
  const Cycle from = std::max(taken.first, begin_);
  if (from >= end_ || from > taken.last)
    return;
  const Cycle share = taken.last - from + 1;
  end_ += taken.every > 1 ? std::min(share, (end_ - from) * taken.every) / taken.every : share;
}

void SoftmaxEngine::wake(Cycle now) {
  done_.pop();
  due = done_.empty() ? kNever : done_.front();
  slotFree_ = now + 1;
  queue_.done(now);
  takeOffered();
}

} // namespace weft::timeline
