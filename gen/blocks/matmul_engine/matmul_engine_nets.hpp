// matmul_engine_nets.hpp: What runs between the walkers, the array and the accumulator.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/matmul_engine.hpp"

#include <bit>

namespace weft {

/// What is left to know of a result when it leaves the array.
struct ResultEnd {
  hdl::Bit last, failed; ///< of its command
  static constexpr std::tuple kFields{hdl::Field{"last", &ResultEnd::last},
                                      hdl::Field{"failed", &ResultEnd::failed}};
};

/// Two walkers take a command one after the other where weights enter the array ahead of the
/// vectors.
struct MatmulEngine::ForkNets {
  hdl::Wire<hdl::Bit> offerWeights, weightsReady, offerActivations;

  explicit ForkNets(hdl::Module* at)
      : offerWeights(at, "offer_weights", "the weight walker has not seen the command"),
        weightsReady(at, "weights_ready", "and can start it"),
        offerActivations(at, "offer_activations", "the activation walker may start it") {}
};

/// What they tell each other.
struct MatmulEngine::TileNets {
  hdl::Wire<hdl::Bit> ready, failed, first;

  explicit TileNets(hdl::Module* at)
      : ready(at, "tile_ready", "the weights of the next tile wait"),
        failed(at, "tile_failed", "one of them lay outside"),
        first(at, "first", "the vector being read is the first of a tile") {}
};

/// Why no vector is read.
struct MatmulEngine::WaitNets {
  hdl::Wire<hdl::Bit> active, held;

  explicit WaitNets(hdl::Module* at)
      : active(at, "active", "vectors of a command are left"),
        held(at, "held", "the next one waits for results that are still in the array") {}
};

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

/// The step that the output-stationary array takes.
struct MatmulEngine::StepNets {
  hdl::Wire<hdl::Bit> taken, first, tileLast, bringsSums;
  hdl::Wire<hdl::Unsigned> weightAddress;

  explicit StepNets(MatmulEngine* at)
      : taken(at, "step", "a step is taken"), first(at, "first", "the first one of a tile"),
        tileLast(at, "tile_last", "the last one of a tile"),
        bringsSums(at, "brings_sums", "the last products of a row enter with it"),
        weightAddress(at, "weight_address", at->weightReadAddress.width(), "its weight word") {}
};

/// What runs between the walkers, the array and the accumulator.
struct MatmulEngine::Nets {
  MatmulEngine* at;
  std::optional<ForkNets> fork =
      at->sumsStay() ? std::nullopt : std::optional<ForkNets>(std::in_place, at);
  hdl::Wire<hdl::Bit> take{at, "take", "it starts: the command is taken"};
  hdl::Wire<hdl::Bit> retire{at, "retire", "the oldest command ends"};
  hdl::Reg<hdl::Unsigned> outstanding{at, "outstanding_q",
                                      std::bit_width(static_cast<unsigned>(at->mostUnderWay())),
                                      "commands that have started and not ended"};
  std::optional<TileNets> tile = ofVectors<TileNets>();
  std::optional<StepNets> step =
      at->sumsStay() ? std::optional<StepNets>(std::in_place, at) : std::nullopt;
  hdl::Wire<hdl::Bit> overwrite{at, "overwrite", "its result replaces the row"};
  hdl::Wire<hdl::Bit> last{at, "last", "it is the last of its command"};
  hdl::Wire<hdl::Bit> failed{at, "failed", "its result must not be written"};
  std::optional<WaitNets> wait = ofVectors<WaitNets>();
  hdl::Wire<hdl::Unsigned> sumAddress{at, "sum_address", at->ADDRESS_W, "row for its result"};
  std::optional<VectorNets> vector =
      at->isShared() ? std::optional<VectorNets>(std::in_place, at) : std::nullopt;
  hdl::Wire<hdl::Bit> resultValid{
      at, "result_valid", at->isShared() ? "a result is written" : "a result leaves the array"};
  hdl::Wire<hdl::Bit> lastDue{at, "last_due", "it is the last of its command"};
  hdl::Wire<hdl::Bit> failedDue{at, "failed_due", "it must not be written"};

private:
  template <class Part> std::optional<Part> ofVectors() const {
    return at->sumsStay() || at->rowsStay() ? std::nullopt : std::optional<Part>(std::in_place, at);
  }
};

} // namespace weft
