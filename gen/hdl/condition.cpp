// condition.cpp: Truth values over Dims
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/dim.hpp"

#include "gen/num/error.hpp"

#include <array>

namespace weft::hdl {

namespace {
constexpr std::array<const char*, 8> TOKENS = {
    " == ", " != ", " < ", " <= ", " > ", " >= ", " && ", " || "};
} // namespace

Condition::Condition(Op op, Dim left, Dim right)
    : op_(op), dims_{std::move(left), std::move(right)} {}

Condition::Condition(Op op, Condition left, Condition right)
    : op_(op), conditions_{std::move(left), std::move(right)} {}

std::string Condition::text() const {
  if (!isLogical())
    return dims_[0].text() + TOKENS[size_t(op_)] + dims_[1].text();
  const auto operand = [&](const Condition& c) {
    return c.isLogical() && c.op_ != op_ ? "(" + c.text() + ")" : c.text();
  };
  return operand(conditions_[0]) + TOKENS[size_t(op_)] + operand(conditions_[1]);
}

bool Condition::evaluate(const Environment& environment) const {
  if (op_ == Op::And)
    return conditions_[0].evaluate(environment) && conditions_[1].evaluate(environment);
  if (op_ == Op::Or)
    return conditions_[0].evaluate(environment) || conditions_[1].evaluate(environment);
  const int64_t a = dims_[0].evaluate(environment), b = dims_[1].evaluate(environment);
  switch (op_) {
  case Op::Equal:
    return a == b;
  case Op::NotEqual:
    return a != b;
  case Op::Less:
    return a < b;
  case Op::LessEqual:
    return a <= b;
  case Op::Greater:
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
  static constexpr std::array<Op, 8> OPPOSITE = {Op::NotEqual, Op::Equal,     Op::GreaterEqual,
                                                 Op::Greater,  Op::LessEqual, Op::Less,
                                                 Op::Or,       Op::And};
  const Op opposite = OPPOSITE[size_t(op_)];
  if (isLogical())
    return {opposite, !conditions_[0], !conditions_[1]};
  return {opposite, dims_[0], dims_[1]};
}

Condition operator==(const Dim& a, const Dim& b) { return {Condition::Op::Equal, a, b}; }
Condition operator!=(const Dim& a, const Dim& b) { return {Condition::Op::NotEqual, a, b}; }
Condition operator<(const Dim& a, const Dim& b) { return {Condition::Op::Less, a, b}; }
Condition operator<=(const Dim& a, const Dim& b) { return {Condition::Op::LessEqual, a, b}; }
Condition operator>(const Dim& a, const Dim& b) { return {Condition::Op::Greater, a, b}; }
Condition operator>=(const Dim& a, const Dim& b) { return {Condition::Op::GreaterEqual, a, b}; }
Condition operator&&(const Condition& a, const Condition& b) { return {Condition::Op::And, a, b}; }
Condition operator||(const Condition& a, const Condition& b) { return {Condition::Op::Or, a, b}; }

} // namespace weft::hdl
