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
  reference, ///< a signal or a part of it
  pin,       ///< a port of an instance
  literal,
  value, ///< a Dim used as a number
  invert,
  negate,
  logicalNot,
  add,
  subtract,
  multiply,
  bitAnd,
  bitOr,
  bitXor,
  shiftLeft,
  shiftRight,
  equal,
  notEqual,
  less,
  lessEqual,
  greater,
  greaterEqual,
  logicalAnd,
  logicalOr,
  anyOf,
  allOf,
  xorOf,
  mux,
  concat,
  replicate,   ///< count in Node::count
  extend,      ///< Node::count more bits on top
  reinterpret, ///< same bits, other sign
  sized,       ///< same bits, width claimed by the author
  call,
  word, ///< a word of a memory: arguments[0] is the address
};

/// How a reference picks bits.
enum class Pick { whole, bit, range, part, runTimeBit, runTimePart };

/// What a Reference, Pin or Word node refers to.
struct Target {
  Signal* signal = nullptr;
  InstanceRecord* instance = nullptr; ///< of a Pin
  std::optional<Dim> iteration; ///< index of the generate loop when another iteration is meant
  Pick pick = Pick::whole;
  Dim low = 0;  ///< lowest bit; offset inside the lane for RunTimePart
  Dim lane = 1; ///< stride of a RunTimePart
};

/// One immutable expression; `arguments` in source order.
struct Node {
  Op op = Op::literal;
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
