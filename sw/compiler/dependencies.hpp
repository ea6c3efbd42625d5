// dependencies.hpp: from what commands read and write to the tokens that order them
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/commands.hpp"
#include "gen/isa/engines.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace weft {

/// What a command touches lives in one of these spaces: the on-chip memories, then one space a
/// tensor in memory.
using SpaceId = std::int32_t;
inline constexpr SpaceId activationSpace = 0;
inline constexpr SpaceId weightSpace = 1;
inline constexpr SpaceId parameterSpace = 2;
inline constexpr SpaceId accumulatorSpace = 3;
constexpr SpaceId tensorSpace(std::size_t tensor) { return static_cast<SpaceId>(tensor) + 4; }

/// A rectangle of a space: rows x columns of a tensor; on-chip memories are one row of words. Ends
/// are exclusive.
struct Region {
  SpaceId space = 0;
  std::int64_t rowBegin = 0, rowEnd = 1;
  std::int64_t columnBegin = 0, columnEnd = 0;

  bool operator==(const Region&) const = default;
  bool overlaps(const Region& other) const {
    return space == other.space && rowBegin < other.rowEnd && other.rowBegin < rowEnd &&
           columnBegin < other.columnEnd && other.columnBegin < columnEnd;
  }
  bool covers(const Region& other) const {
    return space == other.space && rowBegin <= other.rowBegin && rowEnd >= other.rowEnd &&
           columnBegin <= other.columnBegin && columnEnd >= other.columnEnd;
  }
};

struct Access {
  Region region;
  bool write = false;
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
  /// Appends a command of `engine` with what it touches; returns its index. O(live accesses of the
  /// spaces touched).
  std::size_t append(isa::Engine engine, std::span<const Access> accesses);
  std::size_t append(isa::Engine engine, std::initializer_list<Access> accesses) {
    return append(engine, std::span(accesses.begin(), accesses.size()));
  }

  /// Tokens of every appended command, by index.
  const std::vector<isa::Tokens>& tokens() const { return tokens_; }

private:
  struct Record {
    Region region;
    isa::Engine engine;
    std::ptrdiff_t command;
  };
  using Records = std::vector<Record>;
  using Latest = std::array<std::ptrdiff_t, isa::engineCount>;
  /// What is live in a space, and the newest command of each engine that wrote there.
  struct Space {
    Records reads, writes;
    Latest written = filledWithNone()[0];
  };

  Space& liveIn(SpaceId space);
  static void collect(isa::Engine engine, const Access& access, const Records& records,
                      Latest& latest);
  void collect(isa::Engine engine, const Access& access, Latest& latest);
  void connect(isa::Engine consumer, std::ptrdiff_t command, const Latest& latest);
  void remember(isa::Engine engine, std::ptrdiff_t command, const Access& access);

  std::vector<Space> live_; ///< by number
  std::array<Latest, isa::engineCount> awaited_ = filledWithNone();
  std::vector<isa::Tokens> tokens_;

  static std::array<Latest, isa::engineCount> filledWithNone();
};

} // namespace weft
