// attention_item.hpp: What the stages of the attention engine tell each other about a chunk.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// A chunk of 16 keys for a block of queries, as one word on its way through the engine.
struct AttentionItem {
  static constexpr int kVisibleBits =
      18;                            ///< keys the block's first query sees from here on, signed
  static constexpr int kKeyBits = 5; ///< keys of the chunk that are in memory: 0 to 16
  static constexpr int kRowBits = 8; ///< queries of the block: 1 to 128
  static constexpr int kBits = kVisibleBits + kKeyBits + kRowBits + 2;

  hdl::UInt word;

  hdl::Bit last() const { return word.bit(0); }  ///< the block's last chunk
  hdl::Bit first() const { return word.bit(1); } ///< the block's first chunk
  hdl::UInt rows() const { return word.at(2, kRowBits); }
  hdl::UInt keys() const { return word.at(2 + kRowBits, kKeyBits); }
  hdl::SInt visible() const { return word.high(kVisibleBits).asSigned(); }

  static hdl::UInt pack(const hdl::SInt& visible, const hdl::UInt& keys, const hdl::UInt& rows,
                        const hdl::Bit& first, const hdl::Bit& last) {
    return cat(visible, keys, rows, first, last);
  }
};

/// Words of `lanes` bytes in a ring of `slots` chunks of 16 keys.
inline hdl::Dim ringWords(const hdl::Dim& slots, const hdl::Dim& lanes) {
  return slots * (2048 / lanes);
}

/// Words of `lanes` bytes in a bank of `rows` queries.
inline hdl::Dim bankWords(const hdl::Dim& rows, const hdl::Dim& lanes) {
  return rows * 128 / lanes;
}

/// What a run of rows in memory is for.
enum class RowGroup { queries, keys, values };

/// A group of rows on its way from memory: {RowGroup, rows}.
struct AttentionGroup {
  static constexpr int kKindBits = 2;
  static constexpr int kBits = kKindBits + AttentionItem::kRowBits;
};

} // namespace weft
