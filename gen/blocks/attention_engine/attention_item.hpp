// attention_item.hpp: What the stages of the attention engine tell each other about a chunk.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// A chunk of keys for a block of queries, as one word on its way through the engine.
struct AttentionItem {
  /// Keys the block's first query sees from here on, signed.
  static constexpr int kVisibleBits = num::log2Of(num::kMostKeys) + 2;
  static constexpr int kRowBits = 8; ///< queries of the block: 1 to 128

  /// Keys of the chunk that are in memory: 0 to `chunk`.
  static hdl::Dim keyBits(const hdl::Dim& chunk) { return hdl::clog2(chunk) + 1; }
  static hdl::Dim bits(const hdl::Dim& chunk) {
    return kVisibleBits + keyBits(chunk) + kRowBits + 2;
  }

  hdl::UInt word;

  hdl::Bit last() const { return word.bit(0); }  ///< the block's last chunk
  hdl::Bit first() const { return word.bit(1); } ///< the block's first chunk
  hdl::UInt rows() const { return word.at(2, kRowBits); }
  hdl::UInt keys(const hdl::Dim& chunk) const { return word.at(2 + kRowBits, keyBits(chunk)); }
  hdl::SInt visible() const { return word.high(kVisibleBits).asSigned(); }

  static hdl::UInt pack(const hdl::SInt& visible, const hdl::UInt& keys, const hdl::UInt& rows,
                        const hdl::Bit& first, const hdl::Bit& last) {
    return cat(visible, keys, rows, first, last);
  }
};

/// Words of `lanes` bytes in a chunk of keys.
inline hdl::Dim slotWords(const hdl::Dim& chunk, const hdl::Dim& lanes) {
  return num::kMostHeadSize * chunk / lanes;
}

/// Words of `lanes` bytes in a ring of `slots` chunks.
inline hdl::Dim ringWords(const hdl::Dim& slots, const hdl::Dim& chunk, const hdl::Dim& lanes) {
  return slots * slotWords(chunk, lanes);
}

/// Words of `lanes` bytes in a bank of `rows` queries.
inline hdl::Dim bankWords(const hdl::Dim& rows, const hdl::Dim& lanes) {
  return rows * num::kMostHeadSize / lanes;
}

/// What a run of rows in memory is for.
enum class RowGroup { queries, keys, values };

/// A group of rows on its way from memory: {RowGroup, rows}.
struct AttentionGroup {
  static constexpr int kKindBits = 2;
  static constexpr int kBits = kKindBits + AttentionItem::kRowBits;
};

} // namespace weft
