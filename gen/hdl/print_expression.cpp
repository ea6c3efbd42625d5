// print_expression.cpp: Expressions as Verilog text
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/print_expression.hpp"

#include "gen/hdl/expression.hpp"
#include "gen/hdl/module.hpp"
#include "gen/hdl/print_literal.hpp"
#include "gen/num/error.hpp"

namespace weft::hdl {

namespace {

/// Text with its binding strength and the sign Verilog gives it.
struct Text {
  std::string text;
  int strength;
  bool isSigned;
};

constexpr int PRIMARY = 100, UNARY = 90, MULTIPLICATIVE = 80, ADDITIVE = 70, SHIFT = 60,
              RELATION = 50, EQUALITY = 45, CONJUNCTION = 40, EXCLUSION = 35, DISJUNCTION = 30,
              LOGICAL_AND = 25, LOGICAL_OR = 20, CONDITIONAL = 10;

struct Operator {
  const char* token;
  int strength;
};

Operator operatorOf(Op op) {
  switch (op) {
  case Op::Multiply:
    return {"*", MULTIPLICATIVE};
  case Op::Add:
    return {"+", ADDITIVE};
  case Op::Subtract:
    return {"-", ADDITIVE};
  case Op::Less:
    return {"<", RELATION};
  case Op::LessEqual:
    return {"<=", RELATION};
  case Op::Greater:
    return {">", RELATION};
  case Op::GreaterEqual:
    return {">=", RELATION};
  case Op::Equal:
    return {"==", EQUALITY};
  case Op::NotEqual:
    return {"!=", EQUALITY};
  case Op::And:
    return {"&", CONJUNCTION};
  case Op::Xor:
    return {"^", EXCLUSION};
  case Op::Or:
    return {"|", DISJUNCTION};
  case Op::LogicalAnd:
    return {"&&", LOGICAL_AND};
  case Op::LogicalOr:
    return {"||", LOGICAL_OR};
  case Op::Invert:
    return {"~", UNARY};
  case Op::Negate:
    return {"-", UNARY};
  case Op::Not:
    return {"!", UNARY};
  case Op::AnyOf:
    return {"|", UNARY};
  case Op::AllOf:
    return {"&", UNARY};
  case Op::XorOf:
    return {"^", UNARY};
  default:
    throw InternalError("this expression has no operator token");
  }
}

Text print(const Node& node, bool isRoot);

Text primary(std::string text, bool isSigned = false) {
  return {std::move(text), PRIMARY, isSigned};
}

/// Text that may stand under an operator: parentheses unless the binding is obvious to a reader.
std::string under(const Node& parent, const Node& child, const Text& text, bool isRight) {
  const int strength = operatorOf(parent.op).strength;
  const bool isTest = strength == RELATION || strength == EQUALITY;
  const bool sameOperator = bare(child).op == parent.op && !isRight && !isTest;
  const bool sumChain = strength == ADDITIVE && text.strength == ADDITIVE && !isRight;
  const bool obvious = text.strength >= UNARY || sameOperator || sumChain ||
                       (strength <= LOGICAL_AND && text.strength >= EQUALITY) ||
                       (isTest && text.strength >= ADDITIVE);
  return obvious ? text.text : "(" + text.text + ")";
}

/// A self-determined operand with exactly the sign of its type, as `* < >>>` need it.
Text withSign(const Node& node, bool isSelfDetermined) {
  Text text = print(node, false);
  const bool mustIsolate = isSelfDetermined && text.strength < PRIMARY;
  if (text.isSigned == node.isSigned && !mustIsolate)
    return text;
  return primary((node.isSigned ? "$signed(" : "$unsigned(") + text.text + ")", node.isSigned);
}

Text binaryText(const Node& node) {
  const Operator token = operatorOf(node.op);
  const bool isTest = node.op >= Op::Equal && node.op <= Op::LogicalOr;
  const bool needsSign =
      node.op == Op::Multiply || (node.op >= Op::Less && node.op <= Op::GreaterEqual);
  const auto operand = [&](size_t i) {
    const Node& child = *node.arguments[i];
    return needsSign ? withSign(child, node.op == Op::Multiply) : print(child, false);
  };
  const Text a = operand(0), b = operand(1);
  const std::string left = under(node, *node.arguments[0], a, false);
  const std::string right = under(node, *node.arguments[1], b, true);
  return {left + " " + token.token + " " + right, token.strength,
          !isTest && a.isSigned && b.isSigned};
}

Text shiftText(const Node& node, bool isRoot) {
  const bool isArithmetic = node.op == Op::ShiftRight && node.isSigned;
  const Text left =
      isArithmetic ? withSign(*node.arguments[0], false) : print(*node.arguments[0], false);
  std::string amount = node.count.operandText();
  if (node.arguments.size() > 1) {
    const Text text = print(*node.arguments[1], false);
    amount = text.strength >= UNARY ? text.text : "(" + text.text + ")";
  }
  const char* token = node.op == Op::ShiftLeft ? " << " : isArithmetic ? " >>> " : " >> ";
  const std::string a = left.strength >= UNARY ? left.text : "(" + left.text + ")";
  const std::string text = a + token + amount;
  // Inside a larger expression one unsigned neighbour would turn >>> into >>.
  if (isArithmetic && !isRoot)
    return primary("$signed(" + text + ")", true);
  return {text, SHIFT, left.isSigned};
}

Text unaryText(const Node& node) {
  const Text a = print(*node.arguments[0], false);
  const std::string operand = a.strength >= PRIMARY ? a.text : "(" + a.text + ")";
  const bool keepsSign = node.op == Op::Invert || node.op == Op::Negate;
  return {operatorOf(node.op).token + operand, UNARY, keepsSign && a.isSigned};
}

Text muxText(const Node& node) {
  const Text condition = print(*node.arguments[0], false);
  const Text a = print(*node.arguments[1], false), b = print(*node.arguments[2], false);
  const auto protect = [](const Text& t) {
    return t.strength > CONDITIONAL ? t.text : "(" + t.text + ")";
  };
  const std::string test =
      condition.strength >= UNARY ? condition.text : "(" + condition.text + ")";
  return {test + " ? " + protect(a) + " : " + b.text, CONDITIONAL, a.isSigned && b.isSigned};
}

bool mentionsLoop(const Dim& dim) {
  bool found = false;
  dim.forEachSymbol([&](const Symbol& symbol) {
    found |= symbol.kind == Symbol::Kind::Genvar || symbol.kind == Symbol::Kind::Integer;
  });
  return found;
}

/// `[..]` after a name.
std::string pickText(const Node& node) {
  const Target& target = node.target;
  const Dim& low = target.low;
  if (target.pick == Pick::Whole)
    return "";
  if (target.pick == Pick::RunTimeBit)
    return "[" + expressionText(*node.arguments[0]) + "]";
  if (target.pick == Pick::RunTimePart) {
    const Text index = withSign(*node.arguments[0], true);
    const std::string offset = low.constant() == 0 ? "" : "+" + low.text();
    const std::string scaled = target.lane.constant() == 1 ? "" : "*" + target.lane.operandText();
    const std::string start = index.text + scaled + offset;
    return node.width.constant() == 1 ? "[" + start + "]"
                                      : "[" + start + " +: " + node.width.text() + "]";
  }
  if (node.width.constant() == 1)
    return "[" + low.text() + "]";
  const bool isConstant = low.constant() && node.width.constant();
  if (isConstant || (target.pick == Pick::Range && !mentionsLoop(low)))
    return "[" + (low + node.width - 1).simplified().text() + ":" + low.text() + "]";
  return "[" + low.text() + " +: " + node.width.text() + "]";
}

Text referenceText(const Node& node) {
  const Target& target = node.target;
  if (target.instance)
    return primary(target.instance->name + "." + target.signal->name, node.isSigned);
  std::string name = target.signal->name;
  if (target.iteration)
    name = target.signal->scope->name + "[" + target.iteration->text() + "]." + name;
  return primary(name + pickText(node), target.pick == Pick::Whole && target.signal->isSigned);
}

Text list(const std::string& open, const std::vector<NodePtr>& arguments, const std::string& close,
          bool isSigned) {
  std::string text = open;
  for (size_t i = 0; i < arguments.size(); ++i)
    text += (i ? ", " : "") + expressionText(*arguments[i]);
  return primary(text + close, isSigned);
}

Text valueText(const Node& node) {
  const std::string name = node.count.text();
  return primary(name + (node.width.constant() == 1 ? "[0]" : rangeText(node.width)));
}

std::string signBit(const Node& word) {
  if (word.width.constant() == 1)
    return expressionText(word);
  return expressionText(
      *slice(std::make_shared<const Node>(word), Pick::Bit, word.width - 1, 1, word.where));
}

Text extendText(const Node& node) {
  const Node& word = *node.arguments[0];
  const std::string fill = word.isSigned ? signBit(word) : "1'b0";
  return primary("{" + fillText(node.count, fill) + ", " + expressionText(word) + "}");
}

Text replicateText(const Node& node) {
  const std::string text = fillText(node.count, expressionText(*node.arguments[0]));
  return primary(text.front() == '{' && node.count.constant() != 1 ? text : "{" + text + "}");
}

Text print(const Node& node, bool isRoot) {
  switch (node.op) {
  case Op::Reference:
  case Op::Pin:
    return referenceText(node);
  case Op::Literal:
    return primary(literalText(node), node.isSigned && node.width.constant().has_value());
  case Op::Value:
    return valueText(node);
  case Op::Invert:
  case Op::Negate:
  case Op::Not:
  case Op::AnyOf:
  case Op::AllOf:
  case Op::XorOf:
    return unaryText(node);
  case Op::ShiftLeft:
  case Op::ShiftRight:
    return shiftText(node, isRoot);
  case Op::Mux:
    return muxText(node);
  case Op::Concat:
    return list("{", node.arguments, "}", false);
  case Op::Replicate:
    return replicateText(node);
  case Op::Extend:
    return extendText(node);
  case Op::Reinterpret:
  case Op::Sized:
    return print(*node.arguments[0], isRoot);
  case Op::Call:
    return list(node.function->name + "(", node.arguments, ")", node.isSigned);
  case Op::Word:
    return primary(node.target.signal->name + "[" + expressionText(*node.arguments[0]) + "]");
  default:
    return binaryText(node);
  }
}

} // namespace

std::string expressionText(const Node& node) { return print(node, true).text; }

std::string rangeText(const Dim& width) {
  return width.constant() == 1 ? "" : "[" + (width - 1).text() + ":0]";
}

} // namespace weft::hdl
