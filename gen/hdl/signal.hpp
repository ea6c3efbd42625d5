// signal.hpp: What a module declares
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/node.hpp"

namespace weft::hdl {

struct Scope;

/// A port, net, register, memory, named constant or function argument.
struct Signal {
  enum class Kind { input, output, wire, reg, memory, constant, argument };
  std::string name;
  Kind kind = Kind::wire;
  bool isSigned = false;
  Dim width = 1;          ///< all lanes together; the word of a memory
  std::vector<Dim> lanes; ///< of a grid; empty otherwise
  Dim laneWidth = 1;      ///< of a grid
  bool lanesSigned = false;
  std::string doc;
  Module* owner = nullptr;
  Scope* scope = nullptr; ///< generate block it lives in, null at module level
  size_t index = 0;       ///< position among the signals of the module
  Where where;
  Dim depth = 0;        ///< words of a memory
  std::string ramStyle; ///< of a memory
  NodePtr value;        ///< of a constant
  bool isPort() const { return kind == Kind::input || kind == Kind::output; }
};

/// A Verilog function: an expression over its arguments, or a table.
struct FunctionRecord {
  std::string name, doc;
  bool isSigned = false;
  Dim width = 1;
  Module* owner = nullptr;
  std::vector<std::unique_ptr<Signal>> arguments;
  NodePtr result;             ///< when not a table
  std::vector<int64_t> table; ///< value at address i; the last one is also the default
  Where where;
};

} // namespace weft::hdl
