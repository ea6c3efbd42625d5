// live_regions.hpp: What commands touched in a space, found by its place.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/region.hpp"

#include <algorithm>
#include <vector>

namespace weft {

/// Records with a `region`, in bands of equal first rows, by first columns. To find those that meet
/// a region takes the logarithm of their number where regions are alike; a schedule touches a
/// tensor in as many places as it has commands.
template <class Record> class LiveRegions {
public:
  void add(const Record& record) {
    const Region& region = record.region;
    mostRows_ = std::max(mostRows_, region.rowEnd - region.rowBegin);
    Band& band = bandOf(region.rowBegin);
    band.mostColumns = std::max(band.mostColumns, region.columnEnd - region.columnBegin);
    const auto behind = std::upper_bound(
        band.records.begin(), band.records.end(), region.columnBegin,
        [](std::int64_t column, const Record& other) { return column < other.region.columnBegin; });
    band.records.insert(behind, record);
  }

  /// Every record whose region overlaps `region`.
  template <class Visit> void overlapping(const Region& region, Visit visit) {
    auto band = firstBand(region.rowBegin - mostRows_ + 1);
    for (; band != bands_.end() && band->row < region.rowEnd; ++band)
      for (auto record = firstRecord(*band, region.columnBegin - band->mostColumns + 1);
           record != band->records.end() && record->region.columnBegin < region.columnEnd; ++record)
        if (record->region.overlaps(region))
          visit(*record);
  }

  /// Erases those inside `region` of which `isOver` holds.
  template <class IsOver> void eraseCovered(const Region& region, IsOver isOver) {
    for (auto band = firstBand(region.rowBegin); band != bands_.end() && band->row < region.rowEnd;
         ++band) {
      const auto begin = firstRecord(*band, region.columnBegin);
      const auto end = std::find_if(begin, band->records.end(), [&](const Record& record) {
        return record.region.columnBegin >= region.columnEnd;
      });
      band->records.erase(std::remove_if(begin, end,
                                         [&](const Record& record) {
                                           return region.covers(record.region) && isOver(record);
                                         }),
                          end);
    }
  }

private:
  struct Band {
    std::int64_t row = 0, mostColumns = 0;
    std::vector<Record> records;
  };

  auto firstBand(std::int64_t row) {
    return std::lower_bound(bands_.begin(), bands_.end(), row,
                            [](const Band& band, std::int64_t at) { return band.row < at; });
  }
  static auto firstRecord(Band& band, std::int64_t column) {
    return std::lower_bound(
        band.records.begin(), band.records.end(), column,
        [](const Record& record, std::int64_t at) { return record.region.columnBegin < at; });
  }
  Band& bandOf(std::int64_t row) {
    const auto band = firstBand(row);
    if (band != bands_.end() && band->row == row)
      return *band;
    return *bands_.insert(band, Band{row, 0, {}});
  }

  std::int64_t mostRows_ = 1;
  std::vector<Band> bands_;
};

} // namespace weft
