// softmax_engine.cpp: Scores of the accumulator to probabilities in the scratchpad, in time
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/softmax_engine.hpp"

#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {

/// Done comes before the next command is taken, so that one is under way at most.
void SoftmaxEngine::offer(std::size_t command, Cycle at) {
  const auto& fields = std::get<isa::Probabilities>(commands_[command].fields);
  const Cycle taken = std::max(at, free_);
  const Cycle last = taken + kProbabilitiesStart +
                     (chunksOf(machine_, fields) - 1) * chunkCycles(machine_, fields);
  commands_.times(command).begin = commands_.times(command).data = taken;
  commands_.times(command).end = last + 1;
  due = last + chunkToDone(machine_);
  free_ = due + 1;
  queue_.taken(taken);
}

void SoftmaxEngine::wake(Cycle now) {
  due = kNever;
  queue_.done(now);
}

} // namespace weft::timeline
