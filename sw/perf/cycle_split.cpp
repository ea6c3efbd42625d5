// cycle_split.cpp: where the cycles of an operator go
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/cycle_split.hpp"

#include <algorithm>

namespace weft {
namespace {

using timeline::Cycle;

class Splitter {
public:
  Splitter(Cycle begin, Cycle end) : at_(begin), end_(end) {}

  void wait(const EngineSpan& span) {
    spend(span.staged, &CycleSplit::issue);
    spend(span.allowed, &CycleSplit::dependency);
    spend(span.offered, causeOf(span));
    spend(span.begin, &CycleSplit::fillDrain);
    spend(std::min(span.data, span.end), isFirst_ ? &CycleSplit::firstLoad : &CycleSplit::memory);
    isFirst_ = false;
  }

  void work(const EngineSpan& span) {
    const Cycle whole = span.end - std::max(span.begin, span.data);
    const Cycle here = std::clamp<Cycle>(span.end, at_, end_) - at_;
    at_ += here;
    const Cycle busy = whole > 0 ? std::min(here, here * span.busy / whole) : 0;
    const Cycle fill = std::min(here - busy, span.fill);
    busy_ += busy;
    split_.fillDrain += fill;
    split_.memory += here - busy - fill;
  }

  CycleSplit finish(std::int64_t ideal, std::int64_t padded, std::int64_t drain) {
    split_.ideal = padded > 0 ? std::min(busy_, busy_ * ideal / padded) : 0;
    split_.edge = busy_ - split_.ideal;
    spend(at_ + drain, &CycleSplit::fillDrain);
    spend(end_, &CycleSplit::lastStore);
    return split_;
  }

private:
  void spend(Cycle until, std::int64_t CycleSplit::*part) {
    const Cycle to = std::clamp<Cycle>(until, at_, end_);
    split_.*part += to - at_;
    at_ = to;
  }

  std::int64_t CycleSplit::*causeOf(const EngineSpan& span) const {
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

  Cycle at_, end_;
  bool isFirst_ = true;
  std::int64_t busy_ = 0;
  CycleSplit split_;
};

} // namespace

std::int64_t CycleSplit::total() const {
  std::int64_t sum = 0;
  for (const CyclePart& part : cycleParts())
    sum += this->*part.cycles;
  return sum;
}

const std::array<CyclePart, 10>& cycleParts() {
  static const std::array<CyclePart, 10> parts = {{{"ideal", &CycleSplit::ideal},
                                                   {"edge", &CycleSplit::edge},
                                                   {"fill_drain", &CycleSplit::fillDrain},
                                                   {"issue", &CycleSplit::issue},
                                                   {"load", &CycleSplit::load},
                                                   {"accumulator", &CycleSplit::accumulator},
                                                   {"dependency", &CycleSplit::dependency},
                                                   {"memory", &CycleSplit::memory},
                                                   {"first_load", &CycleSplit::firstLoad},
                                                   {"last_store", &CycleSplit::lastStore}}};
  return parts;
}

CycleSplit splitCycles(std::span<const EngineSpan> spans, std::int64_t ideal, Cycle begin,
                       Cycle end) {
  Splitter splitter(begin, end);
  std::int64_t padded = 0, drain = 0;
  for (const EngineSpan& span : spans) {
    splitter.wait(span);
    splitter.work(span);
    padded += span.busy;
    drain = span.drain;
  }
  return splitter.finish(ideal, padded, drain);
}

} // namespace weft
