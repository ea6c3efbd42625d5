// expression_slice.cpp: Slices, lanes and extensions of names
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/expression.hpp"

#include "gen/hdl/module.hpp"
#include "gen/hdl/polynomial.hpp"
#include "gen/hdl/print_expression.hpp"

namespace weft::hdl {

namespace {

/// The reference or claim-free name under `a`; only names have bits in Verilog.
const Node& wantName(const NodePtr& a, const char* action, const Where& where) {
  const Node& node = bare(*a);
  if (node.op != Op::reference)
    fail(moduleOf(node), "'" + expressionText(node) + "' needs a name before it can be " + action,
         where);
  return node;
}

NodePtr makeSlice(const Node& name, bool isSigned, Target target, const Dim& width,
                  const Where& where) {
  Node node;
  node.op = Op::reference;
  node.isSigned = isSigned;
  node.width = width;
  node.arguments = name.arguments;
  node.target = std::move(target);
  node.where = where;
  return std::make_shared<const Node>(std::move(node));
}

} // namespace

NodePtr slice(const NodePtr& a, Pick pick, const Dim& low, const Dim& width, const Where& where) {
  if (low.sameAs(0) && a->width.sameAs(width) && pick != Pick::part)
    return a;
  const Node& name = wantName(a, "sliced", where);
  Target target = name.target;
  if (target.pick == Pick::runTimeBit)
    fail(moduleOf(name), "'" + expressionText(name) + "' is one bit and cannot be sliced", where);
  target.low = name.target.pick == Pick::whole ? low : name.target.low + low;
  if (target.pick != Pick::runTimePart)
    target.pick = name.target.pick == Pick::part && pick == Pick::range ? Pick::part : pick;
  return makeSlice(name, a->isSigned, std::move(target), width, where);
}

NodePtr pick(const NodePtr& a, Pick pick, const NodePtr& index, const Dim& width,
             const Where& where) {
  const Node& name = wantName(a, "indexed", where);
  if (name.target.pick != Pick::whole)
    fail(moduleOf(name),
         "'" + expressionText(name) + "' needs a name before it can be indexed at run time", where);
  Target target = name.target;
  target.pick = pick;
  target.low = 0;
  target.lane = width;
  NodePtr sliced = makeSlice(name, a->isSigned, std::move(target), width, where);
  Node node = *sliced;
  node.arguments = {index};
  return std::make_shared<const Node>(std::move(node));
}

NodePtr fromIteration(const NodePtr& a, const Dim& iteration, const Where& where) {
  const Node& name = wantName(a, "read from another iteration", where);
  const Scope* scope = name.target.signal->scope;
  if (!scope || !scope->index)
    fail(moduleOf(name), "'" + expressionText(name) + "' does not live in a generate loop", where);
  const Symbol* index = scope->index;
  const auto there = [&](const Dim& dim) {
    return dim.substitute([&](const Symbol& symbol) -> std::optional<Dim> {
      return &symbol == index ? std::optional(iteration) : std::nullopt;
    });
  };
  Target target = name.target;
  target.iteration = iteration;
  target.low = there(target.low);
  target.lane = there(target.lane);
  return makeSlice(name, a->isSigned, std::move(target), there(name.width), where);
}

NodePtr extension(const NodePtr& a, const Dim& width, const Where& where) {
  if (a->width.sameAs(width))
    return a;
  const Dim count = (width - a->width).simplified();
  if (count.constant() && *count.constant() < 0)
    fail(moduleOf(*a),
         "'" + expressionText(*a) + "' cannot be extended from " + bits(a->width) + " to " +
             bits(width),
         where);
  const Node& plain = bare(*a);
  if (plain.op == Op::literal && plain.hex.empty())
    return literal(plain.value, width, a->isSigned, where);
  if (a->isSigned)
    wantName(a, "sign-extended", where);
  Node node;
  node.op = Op::extend;
  node.isSigned = a->isSigned;
  node.width = width;
  node.arguments = {a};
  node.count = count;
  node.where = where;
  return std::make_shared<const Node>(std::move(node));
}

NodePtr resized(const NodePtr& a, const Dim& width, const Where& where) {
  const auto difference = Polynomial::of(width - a->width).constant();
  if (!difference)
    fail(moduleOf(*a),
         "whether '" + expressionText(*a) + "' grows from " + bits(a->width) + " to " +
             bits(width) + " depends on parameters; write extend or low",
         where);
  return *difference >= 0 ? extension(a, width, where) : slice(a, Pick::range, 0, width, where);
}

NodePtr reference(Signal& signal) {
  Node node;
  node.op = Op::reference;
  node.isSigned = signal.isSigned;
  node.width = signal.width;
  node.target.signal = &signal;
  node.where = signal.where;
  return std::make_shared<const Node>(std::move(node));
}

void drive(const NodePtr& target, const NodePtr& source, const Where& where) {
  const Node& name = bare(*target);
  const bool drivable = name.op == Op::reference || name.op == Op::pin || name.op == Op::word;
  if (!drivable)
    fail(moduleOf(name), "'" + expressionText(name) + "' cannot be driven: it is not a name",
         where);
  moduleOf(name)->drive(target, source, where);
}

} // namespace weft::hdl
