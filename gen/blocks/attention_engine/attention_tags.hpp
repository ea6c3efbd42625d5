// attention_tags.hpp: What goes with rows and words through the stages of the attention engine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// A row of partial scores, on its way through the QK unit.
struct PartialTag {
  hdl::UInt row;
  hdl::Bit bank, first, end;
  static constexpr std::tuple kFields{
      hdl::Field{"row", &PartialTag::row}, hdl::Field{"bank", &PartialTag::bank},
      hdl::Field{"first", &PartialTag::first}, hdl::Field{"end", &PartialTag::end}};
};

/// A word of weighted values, on its way through the SV unit.
struct WeightedTag {
  hdl::Bit alignHeld;
  hdl::UInt shift, word, rows;
  hdl::Bit bank, first, end;
  static constexpr std::tuple kFields{hdl::Field{"align_held", &WeightedTag::alignHeld},
                                      hdl::Field{"shift", &WeightedTag::shift},
                                      hdl::Field{"word", &WeightedTag::word},
                                      hdl::Field{"rows", &WeightedTag::rows},
                                      hdl::Field{"bank", &WeightedTag::bank},
                                      hdl::Field{"first", &WeightedTag::first},
                                      hdl::Field{"end", &WeightedTag::end}};
};

/// What is known of a query before its word is read.
struct QueryTag {
  hdl::Bit swap;
  hdl::UInt row;
  hdl::Bit bank, first, end;
  static constexpr std::tuple kFields{
      hdl::Field{"swap", &QueryTag::swap}, hdl::Field{"row", &QueryTag::row},
      hdl::Field{"bank", &QueryTag::bank}, hdl::Field{"first", &QueryTag::first},
      hdl::Field{"end", &QueryTag::end}};
};

/// What is known of a row of probabilities before it is read.
struct WeightTag {
  hdl::Bit swap;
  hdl::UInt word, rows;
  hdl::Bit bank, first, end;
  static constexpr std::tuple kFields{
      hdl::Field{"swap", &WeightTag::swap},   hdl::Field{"word", &WeightTag::word},
      hdl::Field{"rows", &WeightTag::rows},   hdl::Field{"bank", &WeightTag::bank},
      hdl::Field{"first", &WeightTag::first}, hdl::Field{"end", &WeightTag::end}};
};

/// What the softmax hands on about a row of a chunk.
struct ChunkTag {
  hdl::UInt block; ///< its number modulo 4
  hdl::Bit bank;   ///< of probabilities
  hdl::Bit end;    ///< the chunk's last row
  hdl::Bit last;   ///< the row's last chunk
  static constexpr std::tuple kFields{
      hdl::Field{"block", &ChunkTag::block}, hdl::Field{"bank", &ChunkTag::bank},
      hdl::Field{"end", &ChunkTag::end}, hdl::Field{"last", &ChunkTag::last}};
  static ChunkTag shape() { return {hdl::zeros(2), hdl::zeros(1), hdl::zeros(1), hdl::zeros(1)}; }
};

/// The probabilities of a row of a chunk, and how the sums over them are aligned.
struct WeightWord {
  hdl::Bit alignHeld;
  hdl::UInt shift, p;
  static constexpr std::tuple kFields{hdl::Field{"align_held", &WeightWord::alignHeld},
                                      hdl::Field{"shift", &WeightWord::shift},
                                      hdl::Field{"p", &WeightWord::p}};
};

} // namespace weft
