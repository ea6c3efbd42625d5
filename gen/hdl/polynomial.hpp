// polynomial.hpp: The canonical form in which Dims are compared
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/dim.hpp"

#include <map>

namespace weft::hdl {

/// An opaque factor: a symbol or a call such as clog2(...), identified by a canonical key.
struct Atom {
  std::string key;
  Dim dim;
  bool operator<(const Atom& other) const { return key < other.key; }
  bool operator==(const Atom& other) const { return key == other.key; }
};

using Monomial = std::vector<Atom>; ///< sorted product of atoms; empty for the constant term

/// Sum of coefficient * monomial; zero coefficients are never stored.
class Polynomial {
public:
  /// Localparams are replaced by their definitions; `/ % clog2 min max pow2` become atoms.
  static Polynomial of(const Dim& dim);

  bool operator==(const Polynomial& other) const { return terms_ == other.terms_; }
  /// The value when only the constant term is left.
  std::optional<int64_t> constant() const;
  /// A Dim that prints the polynomial: positive terms first, constant last.
  Dim dim() const;
  size_t size() const { return terms_.size(); }
  std::string key() const;

private:
  static Polynomial ofConstant(int64_t value);
  static Polynomial ofAtom(Atom atom);
  static Polynomial ofDivision(const Dim& dim);
  static Polynomial ofCall(const Dim& dim);
  void add(const Monomial& monomial, int64_t coefficient);
  Polynomial plus(const Polynomial& other, int64_t factor) const;
  Polynomial times(const Polynomial& other) const;

  std::map<Monomial, int64_t> terms_;
};

} // namespace weft::hdl
