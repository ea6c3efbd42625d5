// function.hpp: Verilog functions and tables, named once and used in many lanes
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/signals.hpp"

namespace weft::hdl {

/// Untyped part of Function and Rom.
class FunctionBase {
public:
  FunctionBase(Module* module, const std::string& name, const Dim& width, bool isSigned,
               const std::string& doc, const Where& where);

protected:
  NodePtr addInput(const std::string& name, const Dim& width, bool isSigned, const Where& where);
  void setResult(const NodePtr& result, const Where& where);
  void setTable(std::vector<int64_t> values);
  /// DesignError unless count, signs and widths of the arguments fit.
  NodePtr call(std::vector<NodePtr> arguments) const;

private:
  Module* module_;
  FunctionRecord* record_;
};

/// One expression over its inputs; no signal of the module may occur in it.
template <class T> class Function : public FunctionBase {
public:
  using Result = std::conditional_t<T::kIsSigned, SInt, UInt>;

  Function(Module* module, const std::string& name, const Dim& width, const std::string& doc = "",
           const Where& where = Where::current())
      : FunctionBase(module, name, width, T::kIsSigned, doc, where) {}
  template <class A>
  A input(const std::string& name, const Dim& width, const Where& where = Where::current()) {
    return A(addInput(name, width, A::kIsSigned, where));
  }
  void returns(const Result& expression, const Where& where = Where::current()) {
    setResult(expression.node(), where);
  }
  template <std::derived_from<Value>... Words> Result operator()(const Words&... words) const {
    return Result(call({words.node()...}));
  }
};

/// A table as `case` in a function. Addresses beyond the table read its last value.
template <class T> class Rom : public FunctionBase {
public:
  using Result = std::conditional_t<T::kIsSigned, SInt, UInt>;

  /// Both widths are constant; 1 <= values.size() <= 2^addressWidth.
  Rom(Module* module, const std::string& name, const Dim& addressWidth, const Dim& width,
      std::vector<int64_t> values, const std::string& doc = "",
      const Where& where = Where::current())
      : FunctionBase(module, name, width, T::kIsSigned, doc, where) {
    addInput("address", addressWidth, false, where);
    setTable(std::move(values));
  }
  Result operator()(const UInt& address) const { return Result(call({address.node()})); }
};

} // namespace weft::hdl
