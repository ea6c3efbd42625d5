// expression.hpp: Untyped construction of expression nodes, with the width rules
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/node.hpp"

namespace weft::hdl {

/// Throws DesignError "<module>: <message> (<file>:<line>)"; without a module, the one being
/// described is meant.
[[noreturn]] void fail(const Module* module, const std::string& message, const Where& where);

/// Whether a constant can be written in `width` bits.
bool literalFits(int64_t value, int64_t width, bool isSigned);

/// Throws unless both are equally wide; `what` is the statement as text.
void wantSameWidth(const Node& a, const Node& b, const std::string& what, const Where& where);

NodePtr literal(int64_t value, const Dim& width, bool isSigned, const Where& where);
NodePtr hexLiteral(const std::string& digits, const Dim& width, const Where& where);
NodePtr dimValue(const Dim& number, const Dim& width, bool isSigned, const Where& where);
NodePtr unary(Op op, const NodePtr& a);
/// Operands of equal width; the result has the same width, or 1 bit for comparisons.
NodePtr binary(Op op, const NodePtr& a, const NodePtr& b, const Where& where);
NodePtr logical(Op op, const NodePtr& a, const NodePtr& b);
NodePtr product(const NodePtr& a, const NodePtr& b);
NodePtr shift(Op op, const NodePtr& a, const NodePtr& amount);
NodePtr shift(Op op, const NodePtr& a, const Dim& amount);
NodePtr muxNode(const NodePtr& condition, const NodePtr& a, const NodePtr& b, const Where& where);
NodePtr concatenation(std::vector<NodePtr> parts);
NodePtr replication(const Dim& count, const NodePtr& part);
NodePtr reduction(Op op, const NodePtr& a);
NodePtr reinterpret(const NodePtr& a, bool isSigned);
NodePtr claimWidth(const NodePtr& a, const Dim& width, const Where& where);
NodePtr extension(const NodePtr& a, const Dim& width, const Where& where);
NodePtr resized(const NodePtr& a, const Dim& width, const Where& where);
NodePtr slice(const NodePtr& a, Pick pick, const Dim& low, const Dim& width, const Where& where);
/// Run-time pick: one bit (RunTimeBit) or a lane of `width` bits (RunTimePart).
NodePtr pick(const NodePtr& a, Pick pick, const NodePtr& index, const Dim& width,
             const Where& where);
NodePtr fromIteration(const NodePtr& a, const Dim& iteration, const Where& where);
/// Width in terms of the module in whose text the expression stands (matters for instance pins).
Dim widthInText(const Node& node);
/// Hands `target <<= source` to the module it belongs to.
void drive(const NodePtr& target, const NodePtr& source, const Where& where);
NodePtr reference(Signal& signal);

} // namespace weft::hdl
