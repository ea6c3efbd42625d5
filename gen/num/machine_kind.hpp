// machine_kind.hpp: What decides which commands, fields and values a machine has.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/attention_unit.hpp"
#include "gen/num/dataflow.hpp"

#include <optional>

namespace weft::num {

/// Made from its attention alone, a machine has the weight-stationary array.
struct MachineKind {
  AttentionUnit attention;
  Dataflow dataflow;

  constexpr MachineKind(AttentionUnit unit = AttentionUnit::dedicated,
                        Dataflow ofArray = Dataflow::weightStationary)
      : attention(unit), dataflow(ofArray) {}
};

/// Machines with one of some units of attention, and of one dataflow or of any.
struct MachineKinds {
  AttentionUnits attention = kEveryUnit;
  std::optional<Dataflow> only = {};

  constexpr bool contains(MachineKind kind) const {
    return attention.contains(kind.attention) && (!only || *only == kind.dataflow);
  }
};

} // namespace weft::num
