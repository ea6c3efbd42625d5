// dim.cpp: Building, printing and evaluating integer expressions
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/dim.hpp"

#include "gen/hdl/polynomial.hpp"
#include "gen/num/error.hpp"

#include <algorithm>

namespace weft::hdl {

namespace {

constexpr int kSum = 1, kProduct = 2, kPrimary = 3; // binding strength of a printed expression

Dim make(DimOp op, std::vector<Dim> arguments) {
  return Dim(std::make_shared<const DimNode>(DimNode{op, 0, nullptr, std::move(arguments)}));
}

bool isConstant(const Dim& dim, int64_t value) { return dim.constant() == value; }

/// x + c, merging with a constant already at the end of x: (W+1)-1 is W.
Dim addConstant(const Dim& x, int64_t c) {
  const DimNode& node = x.node();
  if (node.op == DimOp::add || node.op == DimOp::subtract)
    if (const auto tail = node.arguments[1].constant())
      return addConstant(node.arguments[0], (node.op == DimOp::add ? *tail : -*tail) + c);
  if (c == 0)
    return x;
  return c > 0 ? make(DimOp::add, {x, c}) : make(DimOp::subtract, {x, -c});
}

int64_t apply(DimOp op, int64_t a, int64_t b) {
  switch (op) {
  case DimOp::add:
    return a + b;
  case DimOp::subtract:
    return a - b;
  case DimOp::multiply:
    return a * b;
  case DimOp::divide:
  case DimOp::modulo:
    if (b == 0)
      throw DesignError("a size is divided by zero");
    return op == DimOp::divide ? a / b : a % b;
  case DimOp::clog2:
    return clog2Of(a);
  case DimOp::minimum:
    return std::min(a, b);
  case DimOp::maximum:
    return std::max(a, b);
  case DimOp::power2:
    if (a < 0 || a > 31)
      throw DesignError("the size 2^" + std::to_string(a) + " does not fit a Verilog integer");
    return int64_t(1) << a;
  default:
    throw InternalError("a leaf of a Dim has no operator");
  }
}

Dim combine(DimOp op, const Dim& a, const Dim& b) {
  const auto left = a.constant(), right = b.constant();
  const bool zeroDivisor = (op == DimOp::divide || op == DimOp::modulo) && right == 0;
  if (left && right && !zeroDivisor)
    return apply(op, *left, *right);
  return make(op, {a, b});
}

struct Printed {
  std::string text;
  int strength;
};

Printed print(const Dim& dim);

std::string atLeast(const Dim& dim, int strength) {
  Printed printed = print(dim);
  return printed.strength >= strength ? printed.text : "(" + printed.text + ")";
}

Printed print(const Dim& dim) {
  const DimNode& node = dim.node();
  const auto operand = [&](size_t i, int strength) { return atLeast(node.arguments[i], strength); };
  const auto select = [&](const char* relation) {
    const std::string a = operand(0, kSum), b = operand(1, kSum);
    return Printed{"(" + a + relation + b + " ? " + a + " : " + b + ")", kPrimary};
  };
  switch (node.op) {
  case DimOp::constant:
    return {std::to_string(node.value), node.value < 0 ? kSum : kPrimary};
  case DimOp::symbol:
    return {node.symbol->name, kPrimary};
  case DimOp::add:
    return {operand(0, kSum) + "+" + operand(1, kSum), kSum};
  case DimOp::subtract:
    return {operand(0, kSum) + "-" + operand(1, kProduct), kSum};
  case DimOp::multiply:
    return {operand(0, kProduct) + "*" + operand(1, kPrimary), kProduct};
  case DimOp::divide:
    return {operand(0, kProduct) + "/" + operand(1, kPrimary), kProduct};
  case DimOp::modulo:
    return {operand(0, kProduct) + "%" + operand(1, kPrimary), kProduct};
  case DimOp::clog2:
    return {"$clog2(" + operand(0, kSum) + ")", kPrimary};
  case DimOp::minimum:
    return select(" < ");
  case DimOp::maximum:
    return select(" > ");
  case DimOp::power2:
    return {"(1<<" + operand(0, kPrimary) + ")", kPrimary};
  }
  throw InternalError("a Dim has an unknown operator");
}

bool identical(const Dim& a, const Dim& b) {
  if (&a.node() == &b.node())
    return true;
  const DimNode &x = a.node(), &y = b.node();
  return x.op == y.op && x.value == y.value && x.symbol == y.symbol &&
         std::equal(x.arguments.begin(), x.arguments.end(), y.arguments.begin(), y.arguments.end(),
                    identical);
}

} // namespace

std::shared_ptr<const DimNode> Dim::fromInteger(int64_t value) {
  return std::make_shared<const DimNode>(DimNode{DimOp::constant, value, nullptr, {}});
}

Dim::Dim(const Symbol& symbol)
    : node_(std::make_shared<const DimNode>(DimNode{DimOp::symbol, 0, &symbol, {}})) {}

std::string Dim::text() const { return print(*this).text; }

std::string Dim::operandText() const { return atLeast(*this, kPrimary); }

std::optional<int64_t> Dim::constant() const {
  if (node_->op == DimOp::constant)
    return node_->value;
  return std::nullopt;
}

const Symbol* Dim::symbol() const { return node_->symbol; }

bool Dim::sameAs(const Dim& other) const {
  if (identical(*this, other))
    return true;
  if (constant() && other.constant())
    return false;
  return Polynomial::of(*this) == Polynomial::of(other);
}

int64_t Dim::evaluate(const Environment& environment) const {
  if (node_->op == DimOp::constant)
    return node_->value;
  if (node_->op == DimOp::symbol) {
    if (node_->symbol->owner != environment.owner)
      throw DesignError("the size '" + node_->symbol->name + "' belongs to another module");
    return environment.values.at(node_->symbol->slot);
  }
  const int64_t a = node_->arguments[0].evaluate(environment);
  return apply(node_->op, a,
               node_->arguments.size() > 1 ? node_->arguments[1].evaluate(environment) : 0);
}

Dim Dim::substitute(const std::function<std::optional<Dim>(const Symbol&)>& map) const {
  if (node_->op == DimOp::constant)
    return *this;
  if (node_->op == DimOp::symbol)
    return map(*node_->symbol).value_or(*this);
  std::vector<Dim> arguments;
  for (const Dim& argument : node_->arguments)
    arguments.push_back(argument.substitute(map));
  switch (node_->op) {
  case DimOp::add:
    return arguments[0] + arguments[1];
  case DimOp::subtract:
    return arguments[0] - arguments[1];
  case DimOp::multiply:
    return arguments[0] * arguments[1];
  case DimOp::clog2:
    return clog2(arguments[0]);
  case DimOp::power2:
    return pow2(arguments[0]);
  default:
    return combine(node_->op, arguments[0], arguments[1]);
  }
}

Dim Dim::simplified() const {
  const Dim shorter = Polynomial::of(*this).dim();
  return shorter.text().size() < text().size() ? shorter : *this;
}

void Dim::forEachSymbol(const std::function<void(const Symbol&)>& visit) const {
  if (node_->symbol)
    visit(*node_->symbol);
  for (const Dim& argument : node_->arguments)
    argument.forEachSymbol(visit);
}

Dim operator+(const Dim& a, const Dim& b) {
  if (a.constant() && b.constant())
    return *a.constant() + *b.constant();
  if (b.constant())
    return addConstant(a, *b.constant());
  if (isConstant(a, 0))
    return b;
  return make(DimOp::add, {a, b});
}

Dim operator-(const Dim& a, const Dim& b) {
  if (a.constant() && b.constant())
    return *a.constant() - *b.constant();
  if (b.constant())
    return addConstant(a, -*b.constant());
  return make(DimOp::subtract, {a, b});
}

Dim operator*(const Dim& a, const Dim& b) {
  if (a.constant() && b.constant())
    return *a.constant() * *b.constant();
  if (isConstant(a, 0) || isConstant(b, 0))
    return 0;
  if (isConstant(a, 1))
    return b;
  if (isConstant(b, 1))
    return a;
  return make(DimOp::multiply, {a, b});
}

Dim operator/(const Dim& a, const Dim& b) {
  return isConstant(b, 1) ? a : combine(DimOp::divide, a, b);
}
Dim operator%(const Dim& a, const Dim& b) { return combine(DimOp::modulo, a, b); }
Dim min(const Dim& a, const Dim& b) { return combine(DimOp::minimum, a, b); }
Dim max(const Dim& a, const Dim& b) { return combine(DimOp::maximum, a, b); }
Dim clog2(const Dim& n) {
  return n.constant() ? Dim(clog2Of(*n.constant())) : make(DimOp::clog2, {n});
}
Dim pow2(const Dim& n) {
  return n.constant() ? Dim(apply(DimOp::power2, *n.constant(), 0)) : make(DimOp::power2, {n});
}
Dim indexWidth(const Dim& n) { return max(clog2(n), 1); }

int64_t clog2Of(int64_t n) {
  int64_t bits = 0;
  while (bits < 62 && (int64_t(1) << bits) < n)
    ++bits;
  return bits;
}

} // namespace weft::hdl
