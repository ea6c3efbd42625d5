// value.hpp: UInt, SInt and Bit, the typed expressions of the language
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/expression.hpp"

#include <concepts>
#include <initializer_list>

namespace weft::hdl {

class UInt;
class SInt;
class Bit;

/// Any expression. Copying copies the reference, not hardware.
class Value {
public:
  explicit Value(NodePtr node) : node_(std::move(node)) {}
  const NodePtr& node() const { return node_; }
  const Dim& width() const { return node_->width; }

private:
  NodePtr node_;
};

/// An operand as written: an expression, or an integer that takes the width of the other side.
template <class Self> class Operand {
public:
  Operand(const Self& word, const Where& where = Where::current())
      : node_(word.node()), where_(where) {}
  template <std::integral Integer>
  Operand(Integer number, const Where& where = Where::current())
      : number_(int64_t(number)), where_(where) {}
  Operand(const Dim& number, const Where& where = Where::current())
      : number_(number), where_(where) {}

  /// The expression; a number becomes a constant of the given width.
  NodePtr atWidth(const Dim& width) const;
  /// The width, or nothing for a number.
  std::optional<Dim> width() const { return node_ ? std::optional(node_->width) : std::nullopt; }
  const Where& where() const { return where_; }

private:
  NodePtr node_;
  Dim number_ = 0;
  Where where_;
};

/// Bit, named so that a template may use it before Bit is complete.
template <class> struct TruthOf { using Type = Bit; };

/// Operations on words. Binary operators want equal widths and signs on both sides; the result
/// has the same width. Throws DesignError with both widths otherwise.
template <class Self> class Word : public Value {
public:
  using Value::Value;
  using Truth = typename TruthOf<Self>::Type;

  /// Lowest n bits.
  Self low(const Dim& n, const Where& where = Where::current()) const;
  /// Highest n bits.
  Self high(const Dim& n, const Where& where = Where::current()) const;
  /// Bits high..low, both included.
  Self bits(const Dim& high, const Dim& low, const Where& where = Where::current()) const;
  /// `width` bits from bit `low` on.
  Self at(const Dim& low, const Dim& width, const Where& where = Where::current()) const;
  /// Lane `index` of lanes `width` bits wide, chosen at run time: x[index*width +: width].
  Self lane(const UInt& index, const Dim& width, const Where& where = Where::current()) const;
  Bit bit(const Dim& index, const Where& where = Where::current()) const;
  Bit bit(const UInt& index, const Where& where = Where::current()) const;
  Bit msb(const Where& where = Where::current()) const;
  /// More bits on top: zeros for UInt, copies of the sign for SInt.
  Self extend(const Dim& width, const Where& where = Where::current()) const;
  /// extend or low, whichever the polynomial difference of the widths asks for.
  Self resize(const Dim& width, const Where& where = Where::current()) const;
  /// Claims an equal width that polynomials cannot prove; checked under every configuration.
  Self sized(const Dim& width, const Where& where = Where::current()) const;
  /// The same wire of another iteration of the generate loop it lives in.
  Self from(const Dim& iteration, const Where& where = Where::current()) const;

  /// This target is driven by `source`.
  void operator<<=(Operand<Self> source) const;

  friend Self operator+(Operand<Self> a, Operand<Self> b) { return Self(same(Op::add, a, b)); }
  friend Self operator-(Operand<Self> a, Operand<Self> b) { return Self(same(Op::subtract, a, b)); }
  friend Self operator&(Operand<Self> a, Operand<Self> b) { return Self(same(Op::bitAnd, a, b)); }
  friend Self operator|(Operand<Self> a, Operand<Self> b) { return Self(same(Op::bitOr, a, b)); }
  friend Self operator^(Operand<Self> a, Operand<Self> b) { return Self(same(Op::bitXor, a, b)); }
  /// Product, as wide as both operands together; must be the whole right side of a `<<=`.
  friend Self operator*(const Self& a, const Self& b) { return Self(product(a.node(), b.node())); }
  friend Truth operator==(Operand<Self> a, Operand<Self> b) { return test(Op::equal, a, b); }
  friend Truth operator!=(Operand<Self> a, Operand<Self> b) { return test(Op::notEqual, a, b); }
  friend Truth operator<(Operand<Self> a, Operand<Self> b) { return test(Op::less, a, b); }
  friend Truth operator<=(Operand<Self> a, Operand<Self> b) { return test(Op::lessEqual, a, b); }
  friend Truth operator>(Operand<Self> a, Operand<Self> b) { return test(Op::greater, a, b); }
  friend Truth operator>=(Operand<Self> a, Operand<Self> b) { return test(Op::greaterEqual, a, b); }
  /// `condition ? a : b`.
  friend Self mux(const Bit& condition, Operand<Self> a, Operand<Self> b) {
    return Self(choose(condition, a, b));
  }

  Self operator~() const { return Self(unary(Op::invert, node())); }
  Self operator-() const { return Self(unary(Op::negate, node())); }
  Self operator<<(const UInt& amount) const;
  Self operator<<(const Dim& amount) const;
  /// Logical for UInt, arithmetic for SInt.
  Self operator>>(const UInt& amount) const;
  Self operator>>(const Dim& amount) const;

private:
  static NodePtr same(Op op, const Operand<Self>& a, const Operand<Self>& b);
  static Truth test(Op op, const Operand<Self>& a, const Operand<Self>& b);
  static NodePtr choose(const Bit& condition, const Operand<Self>& a, const Operand<Self>& b);
};

/// An unsigned word.
class UInt : public Word<UInt> {
public:
  static constexpr bool kIsSigned = false;
  using Word::Word;
  SInt asSigned() const;
};

/// A two's complement word.
class SInt : public Word<SInt> {
public:
  static constexpr bool kIsSigned = true;
  using Word::Word;
  UInt asUnsigned() const;
};

/// A truth value: an unsigned word of one bit.
class Bit : public UInt {
public:
  explicit Bit(NodePtr node) : UInt(std::move(node)) {}
  /// DesignError unless the word is one bit wide.
  Bit(const UInt& word, const Where& where = Where::current());
  friend Bit operator&&(const Bit& a, const Bit& b) {
    return Bit(logical(Op::logicalAnd, a.node(), b.node()));
  }
  friend Bit operator||(const Bit& a, const Bit& b) {
    return Bit(logical(Op::logicalOr, a.node(), b.node()));
  }
  friend Bit operator!(const Bit& a) { return Bit(unary(Op::logicalNot, a.node())); }
};

using Unsigned = UInt; ///< as in `In<Unsigned>`
using Signed = SInt;

/// Constant of the given width; DesignError when the value does not fit.
template <class Self>
Self lit(int64_t value, const Dim& width, const Where& where = Where::current()) {
  return Self(literal(value, width, Self::kIsSigned, where));
}
/// A constant of any constant width from hexadecimal digits.
UInt litHex(const std::string& digits, const Dim& width, const Where& where = Where::current());
UInt zeros(const Dim& width);
UInt ones(const Dim& width);
/// A size used as a number: a constant, one parameter, localparam or loop index.
UInt value(const Dim& number, const Dim& width, const Where& where = Where::current());

/// Concatenation, most significant first.
template <std::derived_from<Value>... Words> UInt cat(const Words&... words) {
  return UInt(concatenation({words.node()...}));
}
UInt cat(const std::vector<UInt>& words);
UInt replicate(const Dim& count, const Value& word);
Bit anyOf(const Value& word);
Bit allOf(const Value& word);
Bit xorOf(const Value& word);

} // namespace weft::hdl
