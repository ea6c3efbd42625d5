// dim.hpp: Integer expressions over parameters, printed as Verilog and compared as polynomials
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft::hdl {

class Module;
struct Symbol;
struct DimNode;

/// Values of a module's symbols, indexed by Symbol::slot.
struct Environment {
  const Module* owner = nullptr;
  std::vector<int64_t> values;
};

/// An integer expression over parameters, localparams and loop indices. Immutable, cheap to copy.
class Dim {
public:
  template <std::integral Integer> Dim(Integer value) : Dim(fromInteger(int64_t(value))) {}
  explicit Dim(const Symbol& symbol);
  explicit Dim(std::shared_ptr<const DimNode> node) : node_(std::move(node)) {}

  /// Verilog text, e.g. `2*DATA_W+1`.
  std::string text() const;
  /// Verilog text that stays one operand anywhere, e.g. `(N+1)`.
  std::string operandText() const;
  /// Equal for all values of all symbols (polynomial identity; `/ % clog2 min max` are opaque).
  bool sameAs(const Dim& other) const;
  /// The value when no symbol occurs.
  std::optional<int64_t> constant() const;
  /// The symbol when the expression is exactly one.
  const Symbol* symbol() const;
  /// Value under an environment. DesignError for a symbol of another module or a division by 0.
  int64_t evaluate(const Environment& environment) const;
  /// The same expression with symbols replaced; an empty answer of `map` keeps the symbol.
  Dim substitute(const std::function<std::optional<Dim>(const Symbol&)>& map) const;
  /// The polynomial printed back, when that is a shorter way to say the same.
  Dim simplified() const;
  /// Calls `visit` for every symbol that occurs.
  void forEachSymbol(const std::function<void(const Symbol&)>& visit) const;
  const DimNode& node() const { return *node_; }

private:
  static std::shared_ptr<const DimNode> fromInteger(int64_t value);
  std::shared_ptr<const DimNode> node_;
};

enum class DimOp {
  constant,
  symbol,
  add,
  subtract,
  multiply,
  divide,
  modulo,
  clog2,
  minimum,
  maximum,
  power2
};

struct DimNode {
  DimOp op = DimOp::constant;
  int64_t value = 0;
  const hdl::Symbol* symbol = nullptr;
  std::vector<Dim> arguments;
};

/// A named integer of a module.
struct Symbol {
  enum class Kind { parameter, local, genvar, integer };
  std::string name;
  Kind kind = Kind::parameter;
  size_t slot = 0;
  const Module* owner = nullptr;
  Dim definition = 0; ///< default of a parameter, meaning of a localparam, count of a loop index
  std::string doc;
  bool isOfChecks = false; ///< an index that assertions alone use
  bool inHeader = false;   ///< a localparam that is printed among the parameters
};

Dim operator+(const Dim& a, const Dim& b);
Dim operator-(const Dim& a, const Dim& b);
Dim operator*(const Dim& a, const Dim& b);
/// Integer division toward zero; both sides are expected to be non-negative.
Dim operator/(const Dim& a, const Dim& b);
Dim operator%(const Dim& a, const Dim& b);
/// Smallest k with 2^k >= n (0 for n = 1).
Dim clog2(const Dim& n);
Dim min(const Dim& a, const Dim& b);
Dim max(const Dim& a, const Dim& b);
/// 2^n.
Dim pow2(const Dim& n);
/// Bits of an index into n things: max(1, clog2(n)).
Dim indexWidth(const Dim& n);
/// clog2 of a number.
int64_t clog2Of(int64_t n);

/// A truth value over Dims: parameter checks, generate-if, tests on loop indices.
class Condition {
public:
  enum class Op { equal, notEqual, less, lessEqual, greater, greaterEqual, bothHold, eitherHolds };
  Condition(Op op, Dim left, Dim right);
  Condition(Op op, Condition left, Condition right);
  std::string text() const;
  bool evaluate(const Environment& environment) const;
  void forEachSymbol(const std::function<void(const Symbol&)>& visit) const;
  /// The opposite, with the comparison itself inverted (`<` becomes `>=`).
  Condition operator!() const;

private:
  bool isLogical() const { return op_ == Op::bothHold || op_ == Op::eitherHolds; }
  Op op_;
  std::vector<Dim> dims_;
  std::vector<Condition> conditions_;
};

Condition operator==(const Dim& a, const Dim& b);
Condition operator!=(const Dim& a, const Dim& b);
Condition operator<(const Dim& a, const Dim& b);
Condition operator<=(const Dim& a, const Dim& b);
Condition operator>(const Dim& a, const Dim& b);
Condition operator>=(const Dim& a, const Dim& b);
Condition operator&&(const Condition& a, const Condition& b);
Condition operator||(const Condition& a, const Condition& b);

} // namespace weft::hdl
