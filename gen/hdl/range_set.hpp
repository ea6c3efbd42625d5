// range_set.hpp: Sets of bit numbers as intervals
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace weft::hdl {

/// Bits low..high, both included.
struct BitRange {
  int64_t low = 0, high = -1;
};

/// A set of bits. Appending in order is cheap; queries sort first.
class RangeSet {
public:
  void add(BitRange range);
  void add(const RangeSet& other);
  bool covers(BitRange range) const;
  bool empty() const { return ranges_.empty(); }
  /// First run of bits in `range` that is not in the set.
  std::optional<BitRange> firstGap(BitRange range) const;
  /// Keeps what is also in `other`.
  void intersect(const RangeSet& other);
  const std::vector<BitRange>& ranges() const;

private:
  void normalise() const;
  mutable std::vector<BitRange> ranges_; ///< sorted and disjoint unless isDirty_
  mutable bool isDirty_ = false;
};

} // namespace weft::hdl
