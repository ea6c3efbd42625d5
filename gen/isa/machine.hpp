// machine.hpp: What the documents must know of one machine, as plain numbers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/machine_kind.hpp"
#include "gen/num/nonlinear.hpp"

#include <cstdint>
#include <map>

namespace weft::isa {

/// Sizes of one machine; words and rows count from 0.
struct Machine {
  int rows = 0;    ///< of the array, along K
  int columns = 0; ///< of the array, along N
  num::Dataflow dataflow = num::Dataflow::weightStationary;
  int activationWords = 0;
  int weightWords = 0;
  int accumulatorRows = 0; ///< both halves
  int parameterWords = 0;
  num::AttentionUnit attention = num::AttentionUnit::dedicated;
  int maxKeys = 0;
  int chunkKeys = 0; ///< keys that share an exponent
  int busBytes = 0;
  int burstBeats = 0;
  int addressBits = 0;
  int readsInFlight = 0; ///< longest bursts of one read client
  num::Nonlinear nonlinear = num::Nonlinear::accurate;
  std::map<std::uint32_t, std::uint32_t>
      constants; ///< what registers of this machine read, by offset

  num::MachineKind kind() const { return {attention, dataflow}; }
};

} // namespace weft::isa
