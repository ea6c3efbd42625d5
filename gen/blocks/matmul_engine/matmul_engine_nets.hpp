// matmul_engine_nets.hpp: What runs between the walkers, the array and the accumulator.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/depths.hpp"
#include "gen/blocks/matmul_engine/matmul_engine.hpp"

#include <bit>

namespace weft {

inline constexpr int kOutstandingBits =
    std::bit_width(static_cast<unsigned>(depths::kMatmulsUnderWay));

/// What a machine of shared attention knows of the command and the vector being read.
struct MatmulEngine::VectorNets {
  hdl::Wire<hdl::Bit> commandWeighs, weighs, firstPart, lastPart;
  hdl::Wire<hdl::Unsigned> partRow;

  explicit VectorNets(hdl::Module* at)
      : commandWeighs(at, "command_weighs", "the command that waits is a WEIGH"),
        weighs(at, "weighs", "it is of probabilities"),
        firstPart(at, "first_part", "it begins a chunk, or has no part in any"),
        lastPart(at, "last_part", "it ends a chunk, or has no part in any"),
        partRow(at, "part_row", kPartRowBits, "which row of its tile") {}
};

/// What runs between the walkers, the array and the accumulator.
struct MatmulEngine::Nets {
  MatmulEngine* at;
  hdl::Wire<hdl::Bit> offerWeights{at, "offer_weights",
                                   "the weight walker has not seen the command"};
  hdl::Wire<hdl::Bit> weightsReady{at, "weights_ready", "and can start it"};
  hdl::Wire<hdl::Bit> offerActivations{at, "offer_activations",
                                       "the activation walker may start it"};
  hdl::Wire<hdl::Bit> take{at, "take", "it starts: the command is taken"};
  hdl::Wire<hdl::Bit> retire{at, "retire", "the oldest command ends"};
  hdl::Reg<hdl::Unsigned> outstanding{at, "outstanding_q", kOutstandingBits,
                                      "commands that have started and not ended"};
  hdl::Wire<hdl::Bit> tileReady{at, "tile_ready", "the weights of the next tile wait"};
  hdl::Wire<hdl::Bit> tileFailed{at, "tile_failed", "one of them lay outside"};
  hdl::Wire<hdl::Bit> first{at, "first", "the vector being read is the first of a tile"};
  hdl::Wire<hdl::Bit> overwrite{at, "overwrite", "its result replaces the row"};
  hdl::Wire<hdl::Bit> last{at, "last", "it is the last of its command"};
  hdl::Wire<hdl::Bit> failed{at, "failed", "its result must not be written"};
  hdl::Wire<hdl::Bit> active{at, "active", "vectors of a command are left"};
  hdl::Wire<hdl::Bit> held{at, "held",
                           "the next one waits for results that are still in the array"};
  hdl::Wire<hdl::Unsigned> sumAddress{at, "sum_address", at->ADDRESS_W, "row for its result"};
  std::optional<VectorNets> vector =
      at->isShared() ? std::optional<VectorNets>(std::in_place, at) : std::nullopt;
  hdl::Wire<hdl::Bit> resultValid{
      at, "result_valid", at->isShared() ? "a result is written" : "a result leaves the array"};
  hdl::Wire<hdl::Bit> lastDue{at, "last_due", "it is the last of its command"};
  hdl::Wire<hdl::Bit> failedDue{at, "failed_due", "it must not be written"};
};

} // namespace weft
