// dependencies.hpp: From what commands read and write to the tokens that order them
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/commands.hpp"
#include "gen/isa/engines.hpp"
#include "sw/compiler/live_regions.hpp"
#include "sw/compiler/region.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace weft {

/// What orders a command behind those before it.
struct Ordering {
  /// Command `number` signals `tokens`.
  struct Signal {
    std::size_t number;
    std::uint32_t tokens;
  };

  std::uint32_t wait = 0; ///< tokens that the command waits for
  std::array<Signal, isa::kEngineCount> signals{};
  std::size_t signalCount = 0;
};

/// Orders conflicting commands (read after write, write after read, write after write) of different
/// engines by tokens.
///
/// Commands of one engine run and complete in order, so only the latest conflicting command of each
/// other engine matters, and a wait on it covers all before it. An engine that reads ahead of its
/// own writes to memory (post) is ordered against itself too. Edges between two engines never
/// cross, hence counting semaphores suffice.
class DependencyTracker {
public:
  /// Appends a command of `engine` with what it touches.
  Ordering append(isa::Engine engine, std::span<const Access> accesses);
  Ordering append(isa::Engine engine, std::initializer_list<Access> accesses) {
    return append(engine, std::span(accesses.begin(), accesses.size()));
  }

private:
  struct Record {
    Region region;
    isa::Engine engine;
    std::ptrdiff_t command;
  };
  using Records = LiveRegions<Record>;
  using Latest = std::array<std::ptrdiff_t, isa::kEngineCount>;
  /// What is live in a space, and the newest command of each engine that wrote there.
  struct Space {
    Records reads, writes;
    Latest written = filledWithNone()[0];
  };

  Space& liveIn(SpaceId space);
  static void collect(isa::Engine engine, const Access& access, Records& records, Latest& latest);
  void collect(isa::Engine engine, const Access& access, Latest& latest);
  Ordering connect(isa::Engine consumer, const Latest& latest);
  void remember(isa::Engine engine, std::ptrdiff_t command, const Access& access);

  std::vector<Space> live_; ///< by number
  std::array<Latest, isa::kEngineCount> awaited_ = filledWithNone();
  std::ptrdiff_t appended_ = 0;

  static std::array<Latest, isa::kEngineCount> filledWithNone();
};

} // namespace weft
