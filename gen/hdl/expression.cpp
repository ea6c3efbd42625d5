// expression.cpp: Construction of operators and constants, with the width rules
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/expression.hpp"

#include "gen/hdl/module.hpp"
#include "gen/hdl/print_expression.hpp"
#include "gen/num/error.hpp"

namespace weft::hdl {

void fail(const Module* module, const std::string& message, const Where& where) {
  const Module* const subject = module ? module : Module::underConstruction();
  const std::string owner = subject ? subject->name() + ": " : "";
  throw DesignError(owner + message + " (" + place(where) + ")");
}

std::string bits(const Dim& width) {
  const std::string text = width.text();
  return text + (text == "1" ? " bit" : " bits");
}

Module* moduleOf(const Node& node) {
  if (node.target.instance)
    return node.target.instance->parent;
  if (node.target.signal)
    return node.target.signal->owner->textOwner();
  if (node.function)
    return node.function->owner;
  for (const NodePtr& argument : node.arguments)
    if (Module* module = moduleOf(*argument))
      return module;
  if (const Symbol* symbol = node.count.symbol())
    return const_cast<Module*>(symbol->owner);
  return nullptr;
}

const Node& bare(const Node& node) {
  const bool printsNothing = node.op == Op::reinterpret || node.op == Op::sized;
  return printsNothing ? bare(*node.arguments[0]) : node;
}

void wantSameWidth(const Node& a, const Node& b, const std::string& what, const Where& where) {
  if (a.width.sameAs(b.width))
    return;
  const Module* module = moduleOf(a) ? moduleOf(a) : moduleOf(b);
  fail(module, "width mismatch in '" + what + "': " + bits(a.width) + " against " + bits(b.width),
       where);
}

namespace {

NodePtr make(Op op, bool isSigned, const Dim& width, std::vector<NodePtr> arguments) {
  Node node;
  node.op = op;
  node.isSigned = isSigned;
  node.width = width;
  node.arguments = std::move(arguments);
  return std::make_shared<const Node>(std::move(node));
}

NodePtr makeLiteral(int64_t value, const Dim& width, bool isSigned, const Where& where) {
  Node node;
  node.isSigned = isSigned;
  node.width = width;
  node.value = value;
  node.where = where;
  return std::make_shared<const Node>(std::move(node));
}

bool isTest(Op op) { return op >= Op::equal && op <= Op::greaterEqual; }

} // namespace

bool literalFits(int64_t value, int64_t width, bool isSigned) {
  if (width >= 64)
    return isSigned || value >= 0;
  if (width < 1)
    return false;
  if (isSigned)
    return value >= -(int64_t(1) << (width - 1)) && value < int64_t(1) << (width - 1);
  return value >= 0 && (width >= 63 || value < int64_t(1) << width);
}

NodePtr literal(int64_t value, const Dim& width, bool isSigned, const Where& where) {
  if (const auto constant = width.constant(); constant && !literalFits(value, *constant, isSigned))
    fail(nullptr,
         "the constant " + std::to_string(value) + " does not fit in " + bits(width) +
             (isSigned ? " signed" : " unsigned"),
         where);
  return makeLiteral(value, width, isSigned, where);
}

NodePtr hexLiteral(const std::string& digits, const Dim& width, const Where& where) {
  const auto constant = width.constant();
  const size_t first = digits.find_first_not_of('0');
  const std::string significant = first == std::string::npos ? "0" : digits.substr(first);
  if (!constant || digits.empty() ||
      digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
    fail(nullptr, "a hexadecimal constant needs a constant width and digits 0..f", where);
  const int64_t top = clog2Of(std::stoll(significant.substr(0, 1), nullptr, 16) + 1);
  if (int64_t(significant.size() - 1) * 4 + top > *constant)
    fail(nullptr, "the constant 0x" + significant + " does not fit in " + bits(width), where);
  Node node;
  node.width = width;
  node.hex = significant;
  node.where = where;
  return std::make_shared<const Node>(std::move(node));
}

NodePtr dimValue(const Dim& number, const Dim& width, bool isSigned, const Where& where) {
  if (const auto constant = number.constant())
    return literal(*constant, width, isSigned, where);
  if (!number.symbol())
    fail(nullptr, "the size '" + number.text() + "' needs a localparam to be used as a number",
         where);
  Node node;
  node.op = Op::value;
  node.isSigned = isSigned;
  node.width = width;
  node.count = number;
  node.where = where;
  return std::make_shared<const Node>(std::move(node));
}

NodePtr unary(Op op, const NodePtr& a) {
  return make(op, op != Op::logicalNot && a->isSigned, a->width, {a});
}

NodePtr binary(Op op, const NodePtr& a, const NodePtr& b, const Where& where) {
  NodePtr node = make(op, !isTest(op) && a->isSigned, isTest(op) ? Dim(1) : a->width, {a, b});
  if (!a->width.sameAs(b->width))
    wantSameWidth(*a, *b, expressionText(*node), where);
  return node;
}

NodePtr logical(Op op, const NodePtr& a, const NodePtr& b) { return make(op, false, 1, {a, b}); }

NodePtr product(const NodePtr& a, const NodePtr& b) {
  const Dim width = a->width.sameAs(b->width) ? 2 * a->width : a->width + b->width;
  return make(Op::multiply, a->isSigned, width, {a, b});
}

NodePtr shift(Op op, const NodePtr& a, const NodePtr& amount) {
  return make(op, a->isSigned, a->width, {a, amount});
}

NodePtr shift(Op op, const NodePtr& a, const Dim& amount) {
  Node node;
  node.op = op;
  node.isSigned = a->isSigned;
  node.width = a->width;
  node.arguments = {a};
  node.count = amount;
  return std::make_shared<const Node>(std::move(node));
}

NodePtr muxNode(const NodePtr& condition, const NodePtr& a, const NodePtr& b, const Where& where) {
  NodePtr node = make(Op::mux, a->isSigned, a->width, {condition, a, b});
  if (!a->width.sameAs(b->width))
    wantSameWidth(*a, *b, expressionText(*node), where);
  return node;
}

NodePtr concatenation(std::vector<NodePtr> parts) {
  Dim width = 0;
  for (const NodePtr& part : parts)
    width = width + part->width;
  return make(Op::concat, false, width.simplified(), std::move(parts));
}

NodePtr replication(const Dim& count, const NodePtr& part) {
  Node node;
  node.op = Op::replicate;
  node.width = count * part->width;
  node.arguments = {part};
  node.count = count;
  return std::make_shared<const Node>(std::move(node));
}

NodePtr reduction(Op op, const NodePtr& a) { return make(op, false, 1, {a}); }

NodePtr reinterpret(const NodePtr& a, bool isSigned) {
  return a->isSigned == isSigned ? a : make(Op::reinterpret, isSigned, a->width, {a});
}

NodePtr claimWidth(const NodePtr& a, const Dim& width, const Where& where) {
  if (a->width.sameAs(width))
    return a;
  Node node;
  node.op = Op::sized;
  node.isSigned = a->isSigned;
  node.width = width;
  node.arguments = {a};
  node.where = where;
  return std::make_shared<const Node>(std::move(node));
}

} // namespace weft::hdl
