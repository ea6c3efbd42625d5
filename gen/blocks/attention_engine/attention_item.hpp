// attention_item.hpp: What the stages of the attention engine tell each other about a chunk.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// A chunk of keys for a block of queries, as one word on its way through the engine.
struct AttentionItem {
  static constexpr int kVisibleBits = num::log2Of(num::kMostKeys) + 2;
  static constexpr int kRowBits = num::kBlockQueriesBits;

  hdl::SInt visible; ///< keys that the block's first query sees from here on
  hdl::UInt keys;    ///< of the chunk that are in memory: 0 to `chunk`
  hdl::UInt rows;    ///< queries of the block: 1 to 128
  hdl::Bit first;    ///< the block's first chunk
  hdl::Bit last;     ///< its last one

  static constexpr std::tuple kFields{
      hdl::Field{"visible", &AttentionItem::visible}, hdl::Field{"keys", &AttentionItem::keys},
      hdl::Field{"rows", &AttentionItem::rows}, hdl::Field{"first", &AttentionItem::first},
      hdl::Field{"last", &AttentionItem::last}};

  static hdl::Dim keyBits(const hdl::Dim& chunk) { return hdl::clog2(chunk) + 1; }
  /// An item of these widths.
  static AttentionItem shape(const hdl::Dim& chunk) {
    return {hdl::zeros(kVisibleBits).asSigned(), hdl::zeros(keyBits(chunk)), hdl::zeros(kRowBits),
            hdl::zeros(1), hdl::zeros(1)};
  }
  static hdl::Dim bits(const hdl::Dim& chunk) { return hdl::widthOf(shape(chunk)); }
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

/// A group of rows on its way from memory.
struct AttentionGroup {
  hdl::UInt kind; ///< a RowGroup
  hdl::UInt rows;

  static constexpr std::tuple kFields{hdl::Field{"kind", &AttentionGroup::kind},
                                      hdl::Field{"rows", &AttentionGroup::rows}};

  static constexpr int kKindBits = 2;
  static AttentionGroup shape() {
    return {hdl::zeros(kKindBits), hdl::zeros(AttentionItem::kRowBits)};
  }
  static hdl::Dim bits() { return hdl::widthOf(shape()); }
};

} // namespace weft
