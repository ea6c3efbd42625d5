// accumulator_model.hpp: Rows of int32 sums, added to or overwritten.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/softmax/softmax_model.hpp"
#include "gen/num/attention_formats.hpp"
#include "gen/num/attention_unit.hpp"
#include "gen/num/fixed.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// Stages of a shift behind each of which stands a register, on machines of shared attention.
inline constexpr int kAlignmentStages = 2;

/// Cycles from the announcement of a row to the one at whose end it is written. Of a number, or of
/// a size of the hardware.
template <class Size>
constexpr Size rowLatency(const Size& readLatency, num::AttentionUnit attention) {
  return attention == num::AttentionUnit::shared ? readLatency + kAlignmentStages : readLatency;
}

/// `rows` rows (both halves together) of `columns` int32 sums.
class AccumulatorModel {
public:
  AccumulatorModel(int rows, int columns)
      : columns_(static_cast<std::size_t>(columns)),
        sums_(static_cast<std::size_t>(rows) * columns_) {}

  std::size_t rows() const { return sums_.size() / columns_; }

  /// The sums of row `address`. Throws InternalError beyond the last row.
  std::span<const std::int32_t> row(std::size_t address) const {
    return std::span(sums_).subspan(offset(address), columns_);
  }

  /// All sums, row by row.
  std::span<const std::int32_t> sums() const { return sums_; }

  /// Row `address` becomes `data` (overwrite) or grows by it. Throws InternalError beyond the last
  /// row, for a wrong length, or when a sum leaves int32.
  void add(std::size_t address, std::span<const std::int32_t> data, bool overwrite) {
    if (data.size() != columns_)
      throw InternalError("accumulator: a row must have one value per column");
    std::int32_t* sum = &sums_[offset(address)];
    for (std::size_t c = 0; c < columns_; ++c)
      sum[c] = overwrite ? data[c] : num::checkedAdd32(sum[c], data[c]);
  }

  /// Row `address` grows by the values that a chunk's probabilities weigh, both aligned: `data` are
  /// the sums over the whole chunk. With `overwrite` the row was zero before. Throws as `add`.
  void addWeighed(std::size_t address, std::span<const std::int32_t> data, bool overwrite,
                  Alignment alignment) {
    std::vector<std::int32_t> parts;
    for (const std::int32_t sum : data)
      parts.push_back(aligned(std::int64_t{sum} << num::kAccumulatorGuardBits, alignment.chunk));
    std::vector<std::int32_t> held(data.size());
    if (!overwrite)
      std::ranges::transform(row(address), held.begin(),
                             [&](std::int32_t sum) { return aligned(sum, alignment.row); });
    add(address, held, true);
    add(address, parts, false);
  }

private:
  static std::int32_t aligned(std::int64_t value, int shift) {
    return static_cast<std::int32_t>(num::roundShift(value, shift));
  }

  std::size_t offset(std::size_t address) const {
    if (address >= rows())
      throw InternalError("accumulator: address beyond the last row");
    return address * columns_;
  }

  std::size_t columns_;
  std::vector<std::int32_t> sums_;
};

} // namespace weft
