// cycle_split.hpp: Where the cycles of an operator go
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/engines.hpp"
#include "sw/timeline/process.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace weft {

/// Cycles of an operator, from the end of the one before to its own end, as its engine (array,
/// attention or post engine) spends them. Integers that sum to the operator's cycles.
struct CycleSplit {
  std::int64_t ideal = 0;       ///< every multiplier, or lane, has an element of the tensors
  std::int64_t edge = 0;        ///< more, since tiles, chunks and words have zeros at their edges
  std::int64_t fillDrain = 0;   ///< pipelines fill, and drain
  std::int64_t issue = 0;       ///< the next command is still being fetched, decoded, staged
  std::int64_t load = 0;        ///< waits for loads (operands of the array)
  std::int64_t accumulator = 0; ///< waits for stores to empty half of the accumulator
  std::int64_t dependency = 0;  ///< waits for another operator's results
  std::int64_t memory = 0;      ///< waits for its own reads and writes
  std::int64_t firstLoad = 0;   ///< before its first operands are there
  std::int64_t lastStore = 0;   ///< after its last result, until memory has answered
  std::int64_t host = 0;        ///< the host computes, and no engine has a command

  std::int64_t total() const;
};

/// The parts of a split by name, in the order of the struct.
struct CyclePart {
  std::string_view name;
  std::int64_t CycleSplit::*cycles;
};
const std::array<CyclePart, 11>& cycleParts();

/// A command on the engine of its operator. The engine works in [begin, end), on operands that are
/// there from `data` on.
struct EngineSpan {
  timeline::Cycle staged = 0;  ///< was fetched and decoded
  timeline::Cycle allowed = 0; ///< its loads had what they wait for (loads of the array only)
  timeline::Cycle offered = 0; ///< had its tokens
  timeline::Cycle begin = 0, data = 0, end = 0;
  std::int64_t busy = 0;  ///< cycles that the work itself takes, padding included
  std::int64_t fill = 0;  ///< cycles of pipelines in front of the first result
  std::int64_t drain = 0; ///< and behind the last work
  isa::Engine waitedFor = isa::Engine::processor; ///< gave the last token; processor = no wait
};

/// Splits the cycles of an operator from the cycle in which the one before ended, as its commands
/// come.
class CycleSplitter {
public:
  explicit CycleSplitter(timeline::Cycle begin) : at_(begin) {}

  /// The next command, in program order.
  void add(const EngineSpan& span);
  /// The operator ended at `end`, no earlier than any of its commands. `ideal`: its ideal cycles,
  /// of which those in which its commands worked before its begin or beside others count there.
  CycleSplit finish(std::int64_t ideal, timeline::Cycle end);

private:
  void wait(const EngineSpan& span);
  void work(const EngineSpan& span);
  void spend(timeline::Cycle until, std::int64_t CycleSplit::*part);
  std::int64_t CycleSplit::*causeOf(const EngineSpan& span) const;

  timeline::Cycle at_;
  bool isFirst_ = true;
  std::int64_t busy_ = 0, padded_ = 0, drain_ = 0;
  CycleSplit split_;
};

} // namespace weft
