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

constexpr int kPrimary = 100, kUnary = 90, kMultiplicative = 80, kAdditive = 70, kShift = 60,
              kRelation = 50, kEquality = 45, kConjunction = 40, kExclusion = 35, kDisjunction = 30,
              kLogicalAnd = 25, kLogicalOr = 20, kConditional = 10;

struct Operator {
  const char* token;
  int strength;
};

Operator operatorOf(Op op) {
  switch (op) {
  case Op::multiply:
    return {"*", kMultiplicative};
  case Op::add:
    return {"+", kAdditive};
  case Op::subtract:
    return {"-", kAdditive};
  case Op::less:
    return {"<", kRelation};
  case Op::lessEqual:
    return {"<=", kRelation};
  case Op::greater:
    return {">", kRelation};
  case Op::greaterEqual:
    return {">=", kRelation};
  case Op::equal:
    return {"==", kEquality};
  case Op::notEqual:
    return {"!=", kEquality};
  case Op::bitAnd:
    return {"&", kConjunction};
  case Op::bitXor:
    return {"^", kExclusion};
  case Op::bitOr:
    return {"|", kDisjunction};
  case Op::logicalAnd:
    return {"&&", kLogicalAnd};
  case Op::logicalOr:
    return {"||", kLogicalOr};
  case Op::invert:
    return {"~", kUnary};
  case Op::negate:
    return {"-", kUnary};
  case Op::logicalNot:
    return {"!", kUnary};
  case Op::anyOf:
    return {"|", kUnary};
  case Op::allOf:
    return {"&", kUnary};
  case Op::xorOf:
    return {"^", kUnary};
  default:
    throw InternalError("this expression has no operator token");
  }
}

Text print(const Node& node, bool isRoot);

Text primary(std::string text, bool isSigned = false) {
  return {std::move(text), kPrimary, isSigned};
}

/// Text that may stand under an operator: parentheses unless the binding is obvious to a reader.
std::string under(const Node& parent, const Node& child, const Text& text, bool isRight) {
  const int strength = operatorOf(parent.op).strength;
  const bool isTest = strength == kRelation || strength == kEquality;
  const bool sameOperator = bare(child).op == parent.op && !isRight && !isTest;
  const bool sumChain = strength == kAdditive && text.strength == kAdditive && !isRight;
  const bool obvious = text.strength >= kUnary || sameOperator || sumChain ||
                       (strength <= kLogicalAnd && text.strength >= kEquality) ||
                       (isTest && text.strength >= kAdditive);
  return obvious ? text.text : "(" + text.text + ")";
}

/// A self-determined operand with exactly the sign of its type, as `* < >>>` need it.
Text withSign(const Node& node, bool isSelfDetermined) {
  Text text = print(node, false);
  const bool mustIsolate = isSelfDetermined && text.strength < kPrimary;
  if (text.isSigned == node.isSigned && !mustIsolate)
    return text;
  return primary((node.isSigned ? "$signed(" : "$unsigned(") + text.text + ")", node.isSigned);
}

Text binaryText(const Node& node) {
  const Operator token = operatorOf(node.op);
  const bool isTest = node.op >= Op::equal && node.op <= Op::logicalOr;
  const bool needsSign =
      node.op == Op::multiply || (node.op >= Op::less && node.op <= Op::greaterEqual);
  const auto operand = [&](size_t i) {
    const Node& child = *node.arguments[i];
    return needsSign ? withSign(child, node.op == Op::multiply) : print(child, false);
  };
  const Text a = operand(0), b = operand(1);
  const std::string left = under(node, *node.arguments[0], a, false);
  const std::string right = under(node, *node.arguments[1], b, true);
  return {left + " " + token.token + " " + right, token.strength,
          !isTest && a.isSigned && b.isSigned};
}

Text shiftText(const Node& node, bool isRoot) {
  const bool isArithmetic = node.op == Op::shiftRight && node.isSigned;
  const Text left =
      isArithmetic ? withSign(*node.arguments[0], false) : print(*node.arguments[0], false);
  std::string amount = node.count.operandText();
  if (node.arguments.size() > 1) {
    const Text text = print(*node.arguments[1], false);
    amount = text.strength >= kUnary ? text.text : "(" + text.text + ")";
  }
  const char* token = node.op == Op::shiftLeft ? " << " : isArithmetic ? " >>> " : " >> ";
  const std::string a = left.strength >= kUnary ? left.text : "(" + left.text + ")";
  const std::string text = a + token + amount;
  // Inside a larger expression one unsigned neighbour would turn >>> into >>.
  if (isArithmetic && !isRoot)
    return primary("$signed(" + text + ")", true);
  return {text, kShift, left.isSigned};
}

Text unaryText(const Node& node) {
  const Text a = print(*node.arguments[0], false);
  const std::string operand = a.strength >= kPrimary ? a.text : "(" + a.text + ")";
  const bool keepsSign = node.op == Op::invert || node.op == Op::negate;
  return {operatorOf(node.op).token + operand, kUnary, keepsSign && a.isSigned};
}

Text muxText(const Node& node) {
  const Text condition = print(*node.arguments[0], false);
  const Text a = print(*node.arguments[1], false), b = print(*node.arguments[2], false);
  const auto protect = [](const Text& t) {
    return t.strength > kConditional ? t.text : "(" + t.text + ")";
  };
  const std::string test =
      condition.strength >= kUnary ? condition.text : "(" + condition.text + ")";
  return {test + " ? " + protect(a) + " : " + b.text, kConditional, a.isSigned && b.isSigned};
}

bool mentionsLoop(const Dim& dim) {
  bool found = false;
  dim.forEachSymbol([&](const Symbol& symbol) {
    found |= symbol.kind == Symbol::Kind::genvar || symbol.kind == Symbol::Kind::integer;
  });
  return found;
}

/// `[..]` after a name.
std::string pickText(const Node& node) {
  const Target& target = node.target;
  const Dim& low = target.low;
  if (target.pick == Pick::whole)
    return "";
  if (target.pick == Pick::runTimeBit)
    return "[" + expressionText(*node.arguments[0]) + "]";
  if (target.pick == Pick::runTimePart) {
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
  if (isConstant || (target.pick == Pick::range && !mentionsLoop(low)))
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
  return primary(name + pickText(node), target.pick == Pick::whole && target.signal->isSigned);
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
      *slice(std::make_shared<const Node>(word), Pick::bit, word.width - 1, 1, word.where));
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
  case Op::reference:
  case Op::pin:
    return referenceText(node);
  case Op::literal:
    return primary(literalText(node), node.isSigned && node.width.constant().has_value());
  case Op::value:
    return valueText(node);
  case Op::invert:
  case Op::negate:
  case Op::logicalNot:
  case Op::anyOf:
  case Op::allOf:
  case Op::xorOf:
    return unaryText(node);
  case Op::shiftLeft:
  case Op::shiftRight:
    return shiftText(node, isRoot);
  case Op::mux:
    return muxText(node);
  case Op::concat:
    return list("{", node.arguments, "}", false);
  case Op::replicate:
    return replicateText(node);
  case Op::extend:
    return extendText(node);
  case Op::reinterpret:
  case Op::sized:
    return print(*node.arguments[0], isRoot);
  case Op::call:
    return list(node.function->name + "(", node.arguments, ")", node.isSigned);
  case Op::word:
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
