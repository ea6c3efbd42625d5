// pe_model.hpp: Cycle-exact model of one multiply-accumulate cell.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/attention_formats.hpp"

#include <cstdint>

namespace weft {

/// Bits of an activation of shared attention: an int8, or a probability with a sign.
inline constexpr int kSharedActivationBits = num::kProbabilityBits + 1;

/// What a cell sees in one cycle.
struct PeInputs {
  bool load = false;  ///< take the weight from the north
  bool valid = false; ///< an activation arrives from the west
  bool swap = false;  ///< it is the first of a tile: the waiting weight becomes the active one
  std::int8_t weight = 0;
  std::int16_t activation = 0; ///< int8, or up to 255 in an array of shared attention
  std::int32_t sum =
      0; ///< partial sum from the north; belongs to the activation of the cycle before
};

/// The registers of a cell, which are also its outputs.
struct PeModel {
  bool load = false;
  bool valid = false;
  bool swap = false;
  std::int8_t waitingWeight = 0;
  std::int8_t activeWeight = 0;
  std::int16_t activation = 0;
  std::int32_t sum = 0; ///< exact while the caller keeps |sum| < 2^31 - 2^15

  /// One clock edge: every register reads what stood before the edge.
  void step(const PeInputs& in) {
    if (valid)
      sum = in.sum + activation * activeWeight;
    if (in.valid)
      activation = in.activation;
    if (in.swap)
      activeWeight = waitingWeight;
    if (in.load)
      waitingWeight = in.weight;
    load = in.load;
    valid = in.valid;
    swap = in.swap;
  }
};

} // namespace weft
