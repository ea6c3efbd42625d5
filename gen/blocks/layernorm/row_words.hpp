// row_words.hpp: What enters and leaves the layernorm block in a cycle
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// As many values of a row and of its residual, int16.
struct OperandWord {
  hdl::UInt residual, a;
  static constexpr std::tuple kFields{hdl::Field{"residual", &OperandWord::residual},
                                      hdl::Field{"a", &OperandWord::a}};
  static OperandWord shape(const hdl::Dim& lanes) {
    return {hdl::zeros(16 * lanes), hdl::zeros(16 * lanes)};
  }
  static hdl::Dim bits(const hdl::Dim& lanes) { return hdl::widthOf(shape(lanes)); }
};

/// The results of as many values, in both widths.
struct ResultWord {
  hdl::UInt int8, int16;
  static constexpr std::tuple kFields{hdl::Field{"int8", &ResultWord::int8},
                                      hdl::Field{"int16", &ResultWord::int16}};
  static ResultWord shape(const hdl::Dim& lanes) {
    return {hdl::zeros(8 * lanes), hdl::zeros(16 * lanes)};
  }
  static hdl::Dim bits(const hdl::Dim& lanes) { return hdl::widthOf(shape(lanes)); }
};

/// A finished word.
struct QueuedWord {
  hdl::Bit last; ///< of its row
  hdl::UInt values;
  static constexpr std::tuple kFields{hdl::Field{"last", &QueuedWord::last},
                                      hdl::Field{"values", &QueuedWord::values}};
};

} // namespace weft
