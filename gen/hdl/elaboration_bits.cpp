// elaboration_bits.cpp: Which bits an expression reads, and whether its numbers fit
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/elaboration.hpp"
#include "gen/hdl/print_expression.hpp"

#include <algorithm>

namespace weft::hdl {

namespace {

std::string bitsText(BitRange bits) {
  if (bits.low == bits.high)
    return "bit " + std::to_string(bits.low);
  return "bits " + std::to_string(bits.high) + ".." + std::to_string(bits.low);
}

} // namespace

std::vector<int64_t> Elaboration::indicesOf(const Scope* scope) const {
  std::vector<int64_t> indices;
  for (; scope; scope = scope->parent)
    if (scope->index)
      indices.push_back(environment_.values[scope->index->slot]);
  return indices;
}

std::string Elaboration::scopeName(const Scope& scope, const std::vector<int64_t>& indices) const {
  std::string name =
      scope.parent
          ? scopeName(*scope.parent, {indices.begin() + (scope.index ? 1 : 0), indices.end()})
          : "";
  if (scope.isChecks)
    return name;
  name += scope.name;
  if (scope.index)
    name += "[" + std::to_string(indices[0]) + "]";
  return name + ".";
}

size_t Elaboration::firstNetOf(const Scope& scope, const std::vector<int64_t>& indices) {
  const auto [entry, isNew] = scopeNets_.try_emplace({&scope, indices}, nets_.size());
  if (isNew)
    for (const Signal* signal : scope.locals)
      nets_.push_back({signal, 0, scopeName(scope, indices) + signal->name, false, {}, {}});
  return entry->second;
}

void Elaboration::wantVisible(const Node& node) const {
  const Scope* home = node.target.signal->scope;
  const Scope* scope = scope_;
  while (scope && scope != home)
    scope = scope->parent;
  if (scope != home)
    fail("'" + expressionText(node) + "' is used outside of its " +
             (home->isChecks ? "checks" : "generate block '" + home->name + "'"),
         *where_);
}

size_t Elaboration::netOf(const Node& node) {
  const Signal& signal = *node.target.signal;
  if (!signal.scope)
    return moduleNets_[signal.index];
  std::vector<int64_t> indices = indicesOf(signal.scope);
  if (node.target.iteration)
    indices[0] = evaluate(*node.target.iteration);
  else
    wantVisible(node);
  const auto& locals = signal.scope->locals;
  const auto position = std::find(locals.begin(), locals.end(), &signal) - locals.begin();
  return firstNetOf(*signal.scope, indices) + size_t(position);
}

NetBits Elaboration::resolve(const Node& node) {
  const Target& target = node.target;
  const size_t net = netOf(node);
  const bool isWhole = target.pick == Pick::whole || node.op == Op::word;
  // A later iteration is not there yet; the width of the reference already speaks about it.
  const int64_t width = nets_[net].exists ? nets_[net].width
                        : isWhole         ? evaluate(node.width)
                                          : INT32_MAX;
  const BitRange all{0, width - 1};
  if (isWhole)
    return {net, all};
  if (target.pick == Pick::runTimeBit || target.pick == Pick::runTimePart) {
    verifyIndex(node, width);
    return {net, all};
  }
  return {net, verifyPick(node, width)};
}

BitRange Elaboration::verifyPick(const Node& node, int64_t width) const {
  const int64_t low = evaluate(node.target.low);
  const BitRange bits{low, low + evaluate(node.width) - 1};
  if (bits.low < 0 || bits.high >= width || bits.high < bits.low)
    fail("'" + expressionText(node) + "' is out of range: " + bitsText(bits) + " of " +
             std::to_string(width),
         *where_);
  return bits;
}

void Elaboration::verifyIndex(const Node& node, int64_t netWidth) const {
  const int64_t lane = node.target.pick == Pick::runTimeBit ? 1 : evaluate(node.target.lane);
  const int64_t low = evaluate(node.target.low), width = evaluate(node.width);
  if (lane < 1 || low < 0 || low + width > lane)
    fail("'" + expressionText(node) + "' reaches out of its lane of " + std::to_string(lane) +
             " bits",
         *where_);
  if (netWidth % lane != 0)
    fail("'" + expressionText(node) + "' picks lanes of " + std::to_string(lane) + " bits out of " +
             std::to_string(netWidth),
         *where_);
  const int64_t wanted = std::max<int64_t>(1, clog2Of(netWidth / lane));
  const int64_t indexWidth = evaluate(node.arguments[0]->width);
  if (indexWidth > wanted)
    fail("the index of '" + expressionText(node) + "' is " + std::to_string(indexWidth) +
             " bits wide; " + std::to_string(netWidth / lane) + " places need " +
             std::to_string(wanted),
         *where_);
}

void Elaboration::markRead(NetBits bits) {
  Net& net = nets_[bits.net];
  if (!isChecking_ || isOfChecks(net.signal->scope))
    net.reads.add(bits.bits);
}

void Elaboration::read(const Node& node, std::vector<NetBits>& sources) {
  if (node.op != Op::reference || node.target.pick != Pick::whole)
    verify(node);
  if (node.op == Op::reference) {
    const NetBits bits = resolve(node);
    markRead(bits);
    sources.push_back(bits);
  } else if (node.op == Op::word) {
    const size_t memory = netOf(node);
    markRead({memory, {0, nets_[memory].width - 1}});
  } else if (node.op == Op::extend && node.arguments[0]->isSigned) {
    verify(*node.arguments[0]);
  }
  for (const NodePtr& argument : node.arguments)
    read(*argument, sources);
}

void Elaboration::verifyConstant(const Node& node, int64_t value) const {
  const int64_t width = evaluate(node.width);
  if (!literalFits(value, width, node.isSigned))
    fail("the constant " + std::to_string(value) + " does not fit in " + node.width.text() + " = " +
             std::to_string(width) + " bits",
         *where_);
}

void Elaboration::verify(const Node& node) const {
  switch (node.op) {
  case Op::literal:
    if (node.hex.empty() && !node.width.constant())
      verifyConstant(node, node.value);
    return;
  case Op::value:
    return verifyConstant(node, evaluate(node.count));
  case Op::extend:
    if (evaluate(node.count) < 0)
      fail("'" + expressionText(*node.arguments[0]) + "' is extended from " +
               std::to_string(evaluate(node.arguments[0]->width)) + " to " +
               std::to_string(evaluate(node.width)) + " bits",
           *where_);
    return;
  case Op::replicate:
    if (evaluate(node.count) < 1)
      fail("'" + expressionText(node) + "' repeats " + std::to_string(evaluate(node.count)) +
               " times",
           *where_);
    return;
  case Op::sized:
    if (evaluate(node.width) != evaluate(node.arguments[0]->width))
      fail("'" + expressionText(node) + "' is claimed to be " + node.width.text() + " = " +
               std::to_string(evaluate(node.width)) + " bits but is " +
               std::to_string(evaluate(node.arguments[0]->width)),
           *where_);
    return;
  case Op::word: {
    const int64_t wanted = std::max<int64_t>(1, clog2Of(evaluate(node.target.signal->depth)));
    const int64_t width = evaluate(node.arguments[0]->width);
    if (width != wanted)
      fail("the address of '" + expressionText(node) + "' is " + std::to_string(width) +
               " bits wide, not " + std::to_string(wanted),
           *where_);
    return;
  }
  default:
    return;
  }
}

void Elaboration::verifyInFunction(const Node& node,
                                   std::map<const Signal*, RangeSet>& reads) const {
  verify(node);
  if (node.op == Op::reference) {
    const int64_t width = evaluate(node.target.signal->width);
    const bool isRunTime =
        node.target.pick == Pick::runTimeBit || node.target.pick == Pick::runTimePart;
    if (isRunTime)
      verifyIndex(node, width);
    const bool isAll = isRunTime || node.target.pick == Pick::whole;
    reads[node.target.signal].add(isAll ? BitRange{0, width - 1} : verifyPick(node, width));
  }
  for (const NodePtr& argument : node.arguments)
    verifyInFunction(*argument, reads);
}

void Elaboration::verifyFunction(const FunctionRecord& function) const {
  if (!function.result && function.table.empty())
    fail("the function '" + function.name + "' returns nothing", function.where);
  if (!function.result)
    return;
  std::map<const Signal*, RangeSet> reads;
  verifyInFunction(*function.result, reads);
  for (const auto& argument : function.arguments)
    if (!reads[argument.get()].covers({0, evaluate(argument->width) - 1}))
      fail("the input '" + argument->name + "' of the function '" + function.name +
               "' is not wholly used",
           argument->where);
}

} // namespace weft::hdl
