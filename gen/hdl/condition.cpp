// condition.cpp: Truth values over Dims
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/dim.hpp"

#include "gen/num/error.hpp"

#include <array>

namespace weft::hdl {

namespace {
constexpr std::array<const char*, 8> kTokens = {
    " == ", " != ", " < ", " <= ", " > ", " >= ", " && ", " || "};
} // namespace

Condition::Condition(Op op, Dim left, Dim right)
    : op_(op), dims_{std::move(left), std::move(right)} {}

Condition::Condition(Op op, Condition left, Condition right)
    : op_(op), conditions_{std::move(left), std::move(right)} {}

std::string Condition::text() const {
  if (!isLogical())
    return dims_[0].text() + kTokens[size_t(op_)] + dims_[1].text();
  const auto operand = [&](const Condition& c) {
    return c.isLogical() && c.op_ != op_ ? "(" + c.text() + ")" : c.text();
  };
  return operand(conditions_[0]) + kTokens[size_t(op_)] + operand(conditions_[1]);
}

bool Condition::evaluate(const Environment& environment) const {
  if (op_ == Op::bothHold)
    return conditions_[0].evaluate(environment) && conditions_[1].evaluate(environment);
  if (op_ == Op::eitherHolds)
    return conditions_[0].evaluate(environment) || conditions_[1].evaluate(environment);
  const int64_t a = dims_[0].evaluate(environment), b = dims_[1].evaluate(environment);
  switch (op_) {
  case Op::equal:
    return a == b;
  case Op::notEqual:
    return a != b;
  case Op::less:
    return a < b;
  case Op::lessEqual:
    return a <= b;
  case Op::greater:
    return a > b;
  default:
    return a >= b;
  }
}

void Condition::forEachSymbol(const std::function<void(const Symbol&)>& visit) const {
  for (const Dim& dim : dims_)
    dim.forEachSymbol(visit);
  for (const Condition& condition : conditions_)
    condition.forEachSymbol(visit);
}

Condition Condition::operator!() const {
  static constexpr std::array<Op, 8> kOpposite = {Op::notEqual,    Op::equal,     Op::greaterEqual,
                                                  Op::greater,     Op::lessEqual, Op::less,
                                                  Op::eitherHolds, Op::bothHold};
  const Op opposite = kOpposite[size_t(op_)];
  if (isLogical())
    return {opposite, !conditions_[0], !conditions_[1]};
  return {opposite, dims_[0], dims_[1]};
}

Condition operator==(const Dim& a, const Dim& b) { return {Condition::Op::equal, a, b}; }
Condition operator!=(const Dim& a, const Dim& b) { return {Condition::Op::notEqual, a, b}; }
Condition operator<(const Dim& a, const Dim& b) { return {Condition::Op::less, a, b}; }
Condition operator<=(const Dim& a, const Dim& b) { return {Condition::Op::lessEqual, a, b}; }
Condition operator>(const Dim& a, const Dim& b) { return {Condition::Op::greater, a, b}; }
Condition operator>=(const Dim& a, const Dim& b) { return {Condition::Op::greaterEqual, a, b}; }
Condition operator&&(const Condition& a, const Condition& b) {
  return {Condition::Op::bothHold, a, b};
}
Condition operator||(const Condition& a, const Condition& b) {
  return {Condition::Op::eitherHolds, a, b};
}

} // namespace weft::hdl
