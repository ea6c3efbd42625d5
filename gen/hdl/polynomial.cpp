// polynomial.cpp: The canonical form in which Dims are compared
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/polynomial.hpp"

#include <algorithm>

namespace weft::hdl {

Polynomial Polynomial::ofConstant(int64_t value) {
  Polynomial result;
  result.add({}, value);
  return result;
}

Polynomial Polynomial::ofAtom(Atom atom) {
  Polynomial result;
  result.add({std::move(atom)}, 1);
  return result;
}

void Polynomial::add(const Monomial& monomial, int64_t coefficient) {
  const int64_t sum = terms_[monomial] += coefficient;
  if (sum == 0)
    terms_.erase(monomial);
}

Polynomial Polynomial::plus(const Polynomial& other, int64_t factor) const {
  Polynomial result = *this;
  for (const auto& [monomial, coefficient] : other.terms_)
    result.add(monomial, factor * coefficient);
  return result;
}

Polynomial Polynomial::times(const Polynomial& other) const {
  Polynomial result;
  for (const auto& [left, leftCoefficient] : terms_)
    for (const auto& [right, rightCoefficient] : other.terms_) {
      Monomial product = left;
      product.insert(product.end(), right.begin(), right.end());
      std::sort(product.begin(), product.end());
      result.add(product, leftCoefficient * rightCoefficient);
    }
  return result;
}

std::optional<int64_t> Polynomial::constant() const {
  if (terms_.empty())
    return 0;
  if (terms_.size() == 1 && terms_.begin()->first.empty())
    return terms_.begin()->second;
  return std::nullopt;
}

std::string Polynomial::key() const {
  std::string text;
  for (const auto& [monomial, coefficient] : terms_) {
    text += "+" + std::to_string(coefficient);
    for (const Atom& atom : monomial)
      text += "*" + atom.key;
  }
  return text;
}

/// Exact when every coefficient is a multiple of a constant divisor, else opaque.
Polynomial Polynomial::ofDivision(const Dim& dim) {
  const Polynomial numerator = of(dim.node().arguments[0]);
  const auto divisor = of(dim.node().arguments[1]).constant();
  const auto divides = [&](const auto& term) { return term.second % *divisor == 0; };
  if (!divisor || *divisor == 0 ||
      !std::all_of(numerator.terms_.begin(), numerator.terms_.end(), divides))
    return ofCall(dim);
  Polynomial result;
  for (const auto& [monomial, coefficient] : numerator.terms_)
    result.add(monomial, coefficient / *divisor);
  return result;
}

Polynomial Polynomial::ofCall(const Dim& dim) {
  static const char* const names[] = {"",    "",      "",    "",    "",    "div",
                                      "mod", "clog2", "min", "max", "pow2"};
  std::string key = std::string("~") + names[int(dim.node().op)] + "(";
  for (const Dim& argument : dim.node().arguments)
    key += of(argument).key() + ",";
  return ofAtom({key + ")", dim});
}

Polynomial Polynomial::of(const Dim& dim) {
  const DimNode& node = dim.node();
  const auto argument = [&](size_t i) { return of(node.arguments[i]); };
  switch (node.op) {
  case DimOp::constant:
    return ofConstant(node.value);
  case DimOp::symbol:
    if (node.symbol->kind == Symbol::Kind::local)
      return of(node.symbol->definition);
    return ofAtom({node.symbol->name + "#" + std::to_string(node.symbol->slot), dim});
  case DimOp::add:
    return argument(0).plus(argument(1), 1);
  case DimOp::subtract:
    return argument(0).plus(argument(1), -1);
  case DimOp::multiply:
    return argument(0).times(argument(1));
  case DimOp::divide:
    return ofDivision(dim);
  default:
    return ofCall(dim);
  }
}

Dim Polynomial::dim() const {
  std::optional<Dim> sum;
  int64_t constantTerm = 0;
  for (const bool negative : {false, true})
    for (const auto& [monomial, coefficient] : terms_) {
      if (monomial.empty()) {
        constantTerm = coefficient;
        continue;
      }
      if ((coefficient < 0) != negative)
        continue;
      Dim term = (negative && sum) ? -coefficient : coefficient;
      for (const Atom& atom : monomial)
        term = term * atom.dim;
      sum = !sum ? term : negative ? *sum - term : *sum + term;
    }
  if (!sum)
    return constantTerm;
  return *sum + constantTerm;
}

} // namespace weft::hdl
