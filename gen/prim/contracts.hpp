// contracts.hpp: Rules of timing that several blocks state, as assertions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

#include <string>

namespace weft {

/// Something that happens at a place of a memory.
struct PlaceEvent {
  hdl::Bit happens;
  hdl::UInt place;
};

/// Asserts `sentence`: `next` does not happen at a place where `begun` has happened in one of the
/// last `cycles` (>= 1) cycles. `name` begins the names of what remembers that.
void requireRest(hdl::Module& module, const std::string& name, const hdl::Bit& clk,
                 const hdl::Bit& reset, const PlaceEvent& begun, const PlaceEvent& next,
                 const hdl::Dim& cycles, const std::string& sentence);

/// Asserts that each of `rows` rows of a tile is loaded once before the tile goes to work (`swap`),
/// and none of the next tile before that.
void requireWholeTiles(hdl::Module& module, const hdl::Bit& clk, const hdl::Bit& reset,
                       const PlaceEvent& load, const hdl::Bit& swap, const hdl::Dim& rows);

/// Asserts the rule of a stream that leaves a module: what is offered stays and does not change
/// until it is taken. Names and sentence begin with that of the stream.
void requireHeld(hdl::Module& module, const hdl::Bit& clk, const hdl::Bit& reset,
                 const hdl::Stream<hdl::UInt>& stream);

/// Asserts `sentence`: in a cycle in which `used`, `settings` are those of the cycle before. `name`
/// is that of the register that keeps them.
void requireStable(hdl::Module& module, const std::string& name, const hdl::Bit& clk,
                   const hdl::Bit& reset, const hdl::Bit& used, const hdl::UInt& settings,
                   const std::string& sentence);

} // namespace weft
