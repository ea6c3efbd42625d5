// value.cpp: UInt, SInt and Bit over expression nodes
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/value.hpp"

namespace weft::hdl {

template <class Self> NodePtr Operand<Self>::atWidth(const Dim& width) const {
  if (node_)
    return node_;
  if (const auto constant = number_.constant())
    return literal(*constant, width, Self::kIsSigned, where_);
  return dimValue(number_, width, Self::kIsSigned, where_);
}

namespace {

template <class Self>
std::pair<NodePtr, NodePtr> pairUp(const Operand<Self>& a, const Operand<Self>& b) {
  const auto width = a.width() ? a.width() : b.width();
  if (!width)
    fail(nullptr, "two plain numbers have no width; write lit(value, width)", a.where());
  return {a.atWidth(*width), b.atWidth(*width)};
}

} // namespace

template <class Self>
NodePtr Word<Self>::same(Op op, const Operand<Self>& a, const Operand<Self>& b) {
  const auto [left, right] = pairUp(a, b);
  return binary(op, left, right, a.where());
}

template <class Self>
typename Word<Self>::Truth Word<Self>::test(Op op, const Operand<Self>& a, const Operand<Self>& b) {
  const auto [left, right] = pairUp(a, b);
  return Bit(binary(op, left, right, a.where()));
}

template <class Self>
NodePtr Word<Self>::choose(const Bit& condition, const Operand<Self>& a, const Operand<Self>& b) {
  const auto [left, right] = pairUp(a, b);
  return muxNode(condition.node(), left, right, a.where());
}

template <class Self> Self Word<Self>::low(const Dim& n, const Where& where) const {
  return Self(slice(node(), Pick::range, 0, n, where));
}
template <class Self> Self Word<Self>::high(const Dim& n, const Where& where) const {
  return Self(slice(node(), Pick::range, (width() - n).simplified(), n, where));
}
template <class Self>
Self Word<Self>::bits(const Dim& high, const Dim& low, const Where& where) const {
  return Self(slice(node(), Pick::range, low, (high - low + 1).simplified(), where));
}
template <class Self>
Self Word<Self>::at(const Dim& low, const Dim& width, const Where& where) const {
  return Self(slice(node(), Pick::part, low, width, where));
}
template <class Self>
Self Word<Self>::lane(const UInt& index, const Dim& width, const Where& where) const {
  return Self(pick(node(), Pick::runTimePart, index.node(), width, where));
}
template <class Self> Bit Word<Self>::bit(const Dim& index, const Where& where) const {
  return Bit(reinterpret(slice(node(), Pick::bit, index, 1, where), false));
}
template <class Self> Bit Word<Self>::bit(const UInt& index, const Where& where) const {
  return Bit(reinterpret(pick(node(), Pick::runTimeBit, index.node(), 1, where), false));
}
template <class Self> Bit Word<Self>::msb(const Where& where) const {
  return bit(width() - 1, where);
}
template <class Self> Self Word<Self>::extend(const Dim& width, const Where& where) const {
  return Self(extension(node(), width, where));
}
template <class Self> Self Word<Self>::resize(const Dim& width, const Where& where) const {
  return Self(resized(node(), width, where));
}
template <class Self> Self Word<Self>::sized(const Dim& width, const Where& where) const {
  return Self(claimWidth(node(), width, where));
}
template <class Self> Self Word<Self>::from(const Dim& iteration, const Where& where) const {
  return Self(fromIteration(node(), iteration, where));
}
template <class Self> void Word<Self>::operator<<=(Operand<Self> source) const {
  drive(node(), source.atWidth(widthInText(*node())), source.where());
}
template <class Self> Self Word<Self>::operator<<(const UInt& amount) const {
  return Self(shift(Op::shiftLeft, node(), amount.node()));
}
template <class Self> Self Word<Self>::operator<<(const Dim& amount) const {
  return Self(shift(Op::shiftLeft, node(), amount));
}
template <class Self> Self Word<Self>::operator>>(const UInt& amount) const {
  return Self(shift(Op::shiftRight, node(), amount.node()));
}
template <class Self> Self Word<Self>::operator>>(const Dim& amount) const {
  return Self(shift(Op::shiftRight, node(), amount));
}

template class Operand<UInt>;
template class Operand<SInt>;
template class Word<UInt>;
template class Word<SInt>;

SInt UInt::asSigned() const { return SInt(reinterpret(node(), true)); }
UInt SInt::asUnsigned() const { return UInt(reinterpret(node(), false)); }

Bit::Bit(const UInt& word, const Where& where) : UInt(word.node()) {
  if (!width().sameAs(1))
    fail(moduleOf(*node()), "a condition must be 1 bit, not " + hdl::bits(width()), where);
}

UInt litHex(const std::string& digits, const Dim& width, const Where& where) {
  return UInt(hexLiteral(digits, width, where));
}
UInt zeros(const Dim& width) { return UInt(literal(0, width, false, Where::current())); }
UInt ones(const Dim& width) {
  return UInt(replication(width, literal(1, 1, false, Where::current())));
}
UInt value(const Dim& number, const Dim& width, const Where& where) {
  return UInt(dimValue(number, width, false, where));
}
UInt cat(const std::vector<UInt>& words) {
  std::vector<NodePtr> parts;
  parts.reserve(words.size());
  for (const UInt& word : words)
    parts.push_back(word.node());
  return UInt(concatenation(std::move(parts)));
}
UInt replicate(const Dim& count, const Value& word) {
  return UInt(replication(count, word.node()));
}
Bit anyOf(const Value& word) { return Bit(reduction(Op::anyOf, word.node())); }
Bit allOf(const Value& word) { return Bit(reduction(Op::allOf, word.node())); }
Bit xorOf(const Value& word) { return Bit(reduction(Op::xorOf, word.node())); }

} // namespace weft::hdl
