// range_set.cpp: Sets of bit numbers as intervals
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/range_set.hpp"

#include <algorithm>

namespace weft::hdl {

void RangeSet::add(BitRange range) {
  if (range.high < range.low)
    return;
  if (!ranges_.empty()) {
    BitRange& last = ranges_.back();
    if (range.low >= last.low && range.low <= last.high + 1) {
      last.high = std::max(last.high, range.high);
      return;
    }
    isDirty_ |= range.low < last.low;
  }
  ranges_.push_back(range);
}

void RangeSet::add(const RangeSet& other) {
  for (const BitRange& range : other.ranges())
    add(range);
}

void RangeSet::normalise() const {
  if (!isDirty_)
    return;
  isDirty_ = false;
  std::sort(ranges_.begin(), ranges_.end(), [](BitRange a, BitRange b) { return a.low < b.low; });
  std::vector<BitRange> merged;
  for (const BitRange& range : ranges_) {
    if (!merged.empty() && range.low <= merged.back().high + 1)
      merged.back().high = std::max(merged.back().high, range.high);
    else
      merged.push_back(range);
  }
  ranges_ = std::move(merged);
}

const std::vector<BitRange>& RangeSet::ranges() const {
  normalise();
  return ranges_;
}

std::optional<BitRange> RangeSet::firstGap(BitRange range) const {
  int64_t next = range.low;
  for (const BitRange& known : ranges()) {
    if (known.high < next)
      continue;
    if (known.low > next)
      break;
    next = known.high + 1;
  }
  if (next > range.high)
    return std::nullopt;
  int64_t end = range.high;
  for (const BitRange& known : ranges_)
    if (known.low > next)
      end = std::min(end, known.low - 1);
  return BitRange{next, end};
}

bool RangeSet::covers(BitRange range) const { return !firstGap(range); }

void RangeSet::intersect(const RangeSet& other) {
  std::vector<BitRange> common;
  for (const BitRange& a : ranges())
    for (const BitRange& b : other.ranges()) {
      const BitRange both{std::max(a.low, b.low), std::min(a.high, b.high)};
      if (both.low <= both.high)
        common.push_back(both);
    }
  ranges_ = std::move(common);
}

} // namespace weft::hdl
