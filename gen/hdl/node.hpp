// node.hpp: The expression tree behind UInt, SInt and Bit
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/dim.hpp"
#include "gen/hdl/source.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft::hdl {

struct Signal;
struct InstanceRecord;
struct FunctionRecord;
struct Node;
using NodePtr = std::shared_ptr<const Node>;

enum class Op {
  Reference, ///< a signal or a part of it
  Pin,       ///< a port of an instance
  Literal,
  Value, ///< a Dim used as a number
  Invert,
  Negate,
  Not,
  Add,
  Subtract,
  Multiply,
  And,
  Or,
  Xor,
  ShiftLeft,
  ShiftRight,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  LogicalAnd,
  LogicalOr,
  AnyOf,
  AllOf,
  XorOf,
  Mux,
  Concat,
  Replicate,   ///< count in Node::count
  Extend,      ///< Node::count more bits on top
  Reinterpret, ///< same bits, other sign
  Sized,       ///< same bits, width claimed by the author
  Call,
  Word, ///< a word of a memory: arguments[0] is the address
};

/// How a reference picks bits.
enum class Pick { Whole, Bit, Range, Part, RunTimeBit, RunTimePart };

/// What a Reference, Pin or Word node refers to.
struct Target {
  Signal* signal = nullptr;
  InstanceRecord* instance = nullptr; ///< of a Pin
  std::optional<Dim> iteration; ///< index of the generate loop when another iteration is meant
  Pick pick = Pick::Whole;
  Dim low = 0;  ///< lowest bit; offset inside the lane for RunTimePart
  Dim lane = 1; ///< stride of a RunTimePart
};

/// One immutable expression; `arguments` in source order.
struct Node {
  Op op = Op::Literal;
  bool isSigned = false;
  Dim width = 1;
  std::vector<NodePtr> arguments;
  Target target;
  Dim count = 0;     ///< replication or extension count; value of a Value node
  int64_t value = 0; ///< of a Literal
  std::string hex;   ///< of a wide Literal, most significant digit first
  const FunctionRecord* function = nullptr;
  Where where;
};

/// `8'd5`, `W bits`: the width in messages.
std::string bits(const Dim& width);

/// The module in whose text the expression stands, null for constants.
Module* moduleOf(const Node& node);

/// The expression without casts and claims that print nothing.
const Node& bare(const Node& node);

} // namespace weft::hdl
