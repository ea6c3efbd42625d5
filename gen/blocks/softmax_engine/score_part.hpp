// score_part.hpp: What the softmax engine knows of the scores that it reads, and of their places.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// Bits of a command's fields.
inline constexpr int kScoreAddressBits = 24; ///< places in accumulator and scratchpad
inline constexpr int kScoreRowsBits = num::kBlockQueriesBits;
inline constexpr int kRememberedRowBits = num::log2Of(num::kRememberedRows);

/// A wide `word`, a name, as the place of an activation word: {beyond any, address of `addressBits`
/// bits}. What is added to a place that is beyond stays beyond.
inline hdl::UInt placeOf(const hdl::UInt& word, const hdl::Dim& addressBits) {
  return hdl::cat(hdl::anyOf(word.bits(word.width() - 1, addressBits)), word.low(addressBits));
}

/// COLUMNS scores of a chunk: a row of the accumulator.
struct ScorePart {
  hdl::Bit read;     ///< it holds a visible key: the row is needed
  hdl::Bit outside;  ///< but the accumulator has none such
  hdl::UInt address; ///< the row
  hdl::Bit closes;   ///< the last part of its chunk, of which the rest is:
  hdl::Bit first;    ///< the chunk begins its row
  hdl::Bit last;     ///< it is the last of its command
  hdl::UInt visible; ///< keys that its row sees
  hdl::UInt row;     ///< remembered row
  hdl::UInt place;   ///< of its first word
  static constexpr std::tuple kFields{
      hdl::Field{"read", &ScorePart::read},       hdl::Field{"outside", &ScorePart::outside},
      hdl::Field{"address", &ScorePart::address}, hdl::Field{"closes", &ScorePart::closes},
      hdl::Field{"first", &ScorePart::first},     hdl::Field{"last", &ScorePart::last},
      hdl::Field{"visible", &ScorePart::visible}, hdl::Field{"row", &ScorePart::row},
      hdl::Field{"place", &ScorePart::place}};

  static ScorePart shape(const hdl::Dim& chunk, const hdl::Dim& rowBits,
                         const hdl::Dim& activationWords) {
    return {.read = hdl::zeros(1),
            .outside = hdl::zeros(1),
            .address = hdl::zeros(rowBits),
            .closes = hdl::zeros(1),
            .first = hdl::zeros(1),
            .last = hdl::zeros(1),
            .visible = hdl::zeros(hdl::clog2(chunk) + 1),
            .row = hdl::zeros(kRememberedRowBits),
            .place = hdl::zeros(hdl::indexWidth(activationWords) + 1)};
  }
};

} // namespace weft
