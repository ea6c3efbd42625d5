// block_walk.hpp: One clocked or combinational block under concrete parameters
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/elaboration.hpp"

namespace weft::hdl {

/// Follows the statements of a block in order. In a combinational block every bit must have a value
/// on every way through it, before it is read: else it would be a latch.
class BlockWalk {
public:
  BlockWalk(Elaboration& elaboration, size_t driver, const Where& where);
  void clocked(const ClockedItem& item);
  void combinational(const CombinationalItem& item);

private:
  /// What is known of a net the block drives: bits with a value, and what they follow.
  struct Value {
    RangeSet assigned;
    std::map<size_t, BitRange> sources; ///< by net, smallest range around all bits
  };
  using State = std::map<size_t, Value>;
  using Sources = std::map<size_t, BitRange>;

  void walk(const Items& items);
  void visit(const DriveItem& item);
  void visit(const IfItem& item);
  void visit(const CaseItem& item);
  void visit(const LoopItem& item);
  template <class Other> void visit(const Other&) {}
  void noteDriven(const Items& items);
  void branches(const std::vector<const Items*>& bodies, bool isComplete);
  static void join(State& state, const State& other);
  static void include(Sources& sources, size_t net, BitRange bits);
  /// Reads an expression; bits the block drives are replaced by what they follow.
  Sources read(const Node& node);
  void finish();

  Elaboration& elaboration_;
  size_t driver_;
  const Where& where_;
  bool isCombinational_ = false;
  State state_;
  std::map<size_t, const Where*> driven_; ///< nets this block drives
  std::vector<Sources> tests_;            ///< what the conditions around the statement read
};

} // namespace weft::hdl
