// block_walk.cpp: One clocked or combinational block under concrete parameters
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/block_walk.hpp"

#include "gen/hdl/print_expression.hpp"

#include <algorithm>

namespace weft::hdl {

BlockWalk::BlockWalk(Elaboration& elaboration, size_t driver, const Where& where)
    : elaboration_(elaboration), driver_(driver), where_(where) {}

void BlockWalk::clocked(const ClockedItem& item) {
  elaboration_.where_ = &where_;
  read(*item.clock);
  if (item.reset)
    read(*item.reset);
  walk(item.body);
  for (const DriveItem& reset : item.resets)
    visit(reset);
}

void BlockWalk::combinational(const CombinationalItem& item) {
  isCombinational_ = true;
  noteDriven(item.body);
  walk(item.body);
  finish();
}

/// The nets driven anywhere in the block: reading one of them means the value in the block.
void BlockWalk::noteDriven(const Items& items) {
  for (const Item& item : items) {
    if (const auto* drive = std::get_if<DriveItem>(&item.what)) {
      elaboration_.where_ = &drive->where;
      driven_.try_emplace(elaboration_.netOf(bare(*drive->target)), &drive->where);
    } else if (const auto* choice = std::get_if<IfItem>(&item.what)) {
      for (const IfItem::Arm& arm : choice->arms)
        noteDriven(arm.body);
      noteDriven(choice->otherwise);
    } else if (const auto* cases = std::get_if<CaseItem>(&item.what)) {
      for (const CaseItem::Arm& arm : cases->arms)
        noteDriven(arm.body);
      noteDriven(cases->otherwise);
    } else if (const auto* loop = std::get_if<LoopItem>(&item.what)) {
      noteDriven(loop->body);
    }
  }
}

void BlockWalk::walk(const Items& items) {
  for (const Item& item : items)
    std::visit([this](const auto& what) { visit(what); }, item.what);
}

void BlockWalk::include(Sources& sources, size_t net, BitRange bits) {
  const auto [entry, isNew] = sources.try_emplace(net, bits);
  if (isNew)
    return;
  entry->second.low = std::min(entry->second.low, bits.low);
  entry->second.high = std::max(entry->second.high, bits.high);
}

BlockWalk::Sources BlockWalk::read(const Node& node) {
  std::vector<NetBits> bits;
  elaboration_.read(node, bits);
  Sources sources;
  if (!isCombinational_)
    return sources;
  for (const NetBits& source : bits) {
    if (!driven_.count(source.net)) {
      include(sources, source.net, source.bits);
      continue;
    }
    const Value& value = state_[source.net];
    if (!value.assigned.covers(source.bits))
      elaboration_.fail("'" + expressionText(node) + "' reads '" +
                            elaboration_.nets_[source.net].name +
                            "' before it has a value in every case",
                        *elaboration_.where_);
    for (const auto& [net, range] : value.sources)
      include(sources, net, range);
  }
  return sources;
}

void BlockWalk::visit(const DriveItem& item) {
  elaboration_.where_ = &item.where;
  const Node& target = bare(*item.target);
  elaboration_.verify(target);
  const NetBits bits = elaboration_.resolve(target);
  elaboration_.drive(bits, driver_, item.where);
  Sources sources = read(*item.value);
  for (const NodePtr& index : target.arguments)
    for (const auto& [net, range] : read(*index))
      include(sources, net, range);
  if (!isCombinational_)
    return;
  for (const Sources& test : tests_)
    for (const auto& [net, range] : test)
      include(sources, net, range);
  Value& value = state_[bits.net];
  const bool isRunTime = !target.arguments.empty();
  const bool isWhole =
      !isRunTime && bits.bits.low == 0 && bits.bits.high + 1 == elaboration_.nets_[bits.net].width;
  if (isWhole)
    value.sources.clear();
  if (!isRunTime)
    value.assigned.add(bits.bits);
  for (const auto& [net, range] : sources)
    include(value.sources, net, range);
}

void BlockWalk::join(State& state, const State& other) {
  for (auto& [net, value] : state) {
    const auto found = other.find(net);
    value.assigned.intersect(found == other.end() ? RangeSet() : found->second.assigned);
  }
  for (const auto& [net, value] : other) {
    Value& mine = state[net];
    for (const auto& [source, range] : value.sources)
      include(mine.sources, source, range);
  }
}

/// Every body from the same start; afterwards only what all of them assigned has a value.
void BlockWalk::branches(const std::vector<const Items*>& bodies, bool isComplete) {
  if (!isCombinational_) {
    for (const Items* body : bodies)
      walk(*body);
    return;
  }
  const State start = state_;
  std::optional<State> joined;
  if (!isComplete)
    joined = start;
  for (const Items* body : bodies) {
    state_ = start;
    walk(*body);
    if (joined)
      join(*joined, state_);
    else
      joined = state_;
  }
  state_ = std::move(*joined);
}

void BlockWalk::visit(const IfItem& item) {
  Sources tests;
  std::vector<const Items*> bodies;
  bool isDecided = false; // a size test that holds ends the chain
  for (const IfItem::Arm& arm : item.arms) {
    isDecided = !arm.test.node && arm.test.condition->evaluate(elaboration_.environment_);
    if (arm.test.node)
      for (const auto& [net, range] : read(*arm.test.node))
        include(tests, net, range);
    if (arm.test.node || isDecided)
      bodies.push_back(&arm.body);
    if (isDecided)
      break;
  }
  if (!isDecided && !item.otherwise.empty())
    bodies.push_back(&item.otherwise);
  tests_.push_back(std::move(tests));
  branches(bodies, isDecided || !item.otherwise.empty());
  tests_.pop_back();
}

void BlockWalk::visit(const CaseItem& item) {
  elaboration_.where_ = &item.where;
  Sources tests = read(*item.subject);
  std::vector<const Items*> bodies;
  std::vector<std::string> labels;
  for (const CaseItem::Arm& arm : item.arms) {
    bodies.push_back(&arm.body);
    for (const NodePtr& label : arm.labels) {
      read(*label);
      labels.push_back(expressionText(*label));
    }
  }
  std::sort(labels.begin(), labels.end());
  const auto twice = std::adjacent_find(labels.begin(), labels.end());
  if (twice != labels.end())
    elaboration_.fail("the case '" + expressionText(*item.subject) + "' has the label " + *twice +
                          " twice",
                      item.where);
  if (!item.otherwise.empty())
    bodies.push_back(&item.otherwise);
  tests_.push_back(std::move(tests));
  branches(bodies, !item.otherwise.empty());
  tests_.pop_back();
}

void BlockWalk::visit(const LoopItem& item) {
  const int64_t count = elaboration_.evaluate(item.count);
  for (int64_t i = 0; i < count; ++i) {
    elaboration_.environment_.values[item.index->slot] = i;
    walk(item.body);
  }
}

void BlockWalk::finish() {
  for (const auto& [net, where] : driven_) {
    const Value& value = state_[net];
    RangeSet driven;
    for (const Net::Drive& drive : elaboration_.nets_[net].drives)
      if (drive.driver == driver_)
        driven.add(drive.bits);
    std::vector<NetBits> sources;
    for (const auto& [source, range] : value.sources)
      sources.push_back({source, range});
    for (const BitRange& bits : driven.ranges()) {
      if (!value.assigned.covers(bits))
        elaboration_.fail("'" + elaboration_.nets_[net].name +
                              "' has no value in some case; drive a default first",
                          *where);
      elaboration_.paths_.push_back({{net, bits}, sources, where});
    }
  }
}

} // namespace weft::hdl
