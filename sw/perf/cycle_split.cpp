// cycle_split.cpp: Where the cycles of an operator go
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/cycle_split.hpp"

#include <algorithm>

namespace weft {

using timeline::Cycle;

void CycleSplitter::add(const EngineSpan& span) {
  wait(span);
  work(span);
  padded_ += span.busy;
  drain_ = span.drain;
}

CycleSplit CycleSplitter::finish(std::int64_t ideal, Cycle end) {
  split_.ideal = padded_ > 0 ? std::min(busy_, busy_ * ideal / padded_) : 0;
  split_.edge = busy_ - split_.ideal;
  spend(std::min(end, at_ + drain_), &CycleSplit::fillDrain);
  spend(end, &CycleSplit::lastStore);
  return split_;
}

void CycleSplitter::wait(const EngineSpan& span) {
  spend(span.staged, &CycleSplit::issue);
  spend(span.allowed, &CycleSplit::dependency);
  spend(span.offered, causeOf(span));
  spend(span.begin, &CycleSplit::fillDrain);
  spend(std::min(span.data, span.end), isFirst_ ? &CycleSplit::firstLoad : &CycleSplit::memory);
  isFirst_ = false;
}

void CycleSplitter::work(const EngineSpan& span) {
  const Cycle whole = span.end - std::max(span.begin, span.data);
  const Cycle here = std::max(span.end, at_) - at_;
  at_ += here;
  const Cycle busy = whole > 0 ? std::min(here, here * span.busy / whole) : 0;
  const Cycle fill = std::min(here - busy, span.fill);
  busy_ += busy;
  split_.fillDrain += fill;
  split_.memory += here - busy - fill;
}

void CycleSplitter::spend(Cycle until, std::int64_t CycleSplit::*part) {
  const Cycle to = std::max(until, at_);
  split_.*part += to - at_;
  at_ = to;
}

std::int64_t CycleSplit::*CycleSplitter::causeOf(const EngineSpan& span) const {
  switch (span.waitedFor) {
  case isa::Engine::load:
    return isFirst_ ? &CycleSplit::firstLoad : &CycleSplit::load;
  case isa::Engine::store:
    return span.allowed > 0 ? &CycleSplit::accumulator : &CycleSplit::dependency;
  case isa::Engine::processor:
    return &CycleSplit::issue;
  default:
    return &CycleSplit::dependency;
  }
}

std::int64_t CycleSplit::total() const {
  std::int64_t sum = 0;
  for (const CyclePart& part : cycleParts())
    sum += this->*part.cycles;
  return sum;
}

const std::array<CyclePart, 11>& cycleParts() {
  static const std::array<CyclePart, 11> parts = {{{"ideal", &CycleSplit::ideal},
                                                   {"edge", &CycleSplit::edge},
                                                   {"fill_drain", &CycleSplit::fillDrain},
                                                   {"issue", &CycleSplit::issue},
                                                   {"load", &CycleSplit::load},
                                                   {"accumulator", &CycleSplit::accumulator},
                                                   {"dependency", &CycleSplit::dependency},
                                                   {"memory", &CycleSplit::memory},
                                                   {"first_load", &CycleSplit::firstLoad},
                                                   {"last_store", &CycleSplit::lastStore},
                                                   {"host", &CycleSplit::host}}};
  return parts;
}

} // namespace weft
