// planned_command.hpp: A command of a program before it is encoded
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/commands.hpp"
#include "gen/isa/engines.hpp"

#include <cstddef>
#include <cstdint>
#include <variant>

namespace weft {

/// From `begin` to `end`, which is not included.
struct Extent {
  std::int64_t begin = 0, end = 0;

  bool empty() const { return begin == end; }
};

/// The part of its operator that a command works on; an extent that says nothing is empty.
struct CommandTile {
  Extent rows, columns;
  Extent inner; ///< the slab of a product's k
  Extent heads;
};

struct PlannedCommand {
  isa::Engine engine = isa::Engine::load;
  std::size_t op = 0; ///< index in Graph::operators
  isa::Tokens tokens;
  std::variant<isa::Load, isa::Matmul, isa::Store, isa::Attention, isa::Softmax, isa::Post,
               isa::Transpose, isa::Weigh, isa::Probabilities, isa::Divide, isa::Pool,
               isa::Convolve>
      fields;
  CommandTile tile;
};

} // namespace weft
