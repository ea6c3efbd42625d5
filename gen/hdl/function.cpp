// function.cpp: Verilog functions and tables
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/function.hpp"

#include "gen/hdl/identifier.hpp"
#include "gen/hdl/print_expression.hpp"

namespace weft::hdl {

namespace {

void wantOnlyArguments(const FunctionRecord& function, const Node& node, const Where& where) {
  if (node.target.signal && node.target.signal->kind != Signal::Kind::argument)
    fail(function.owner,
         "the function '" + function.name + "' reads '" + node.target.signal->name +
             "', which is not one of its inputs",
         where);
  for (const NodePtr& argument : node.arguments)
    wantOnlyArguments(function, *argument, where);
}

} // namespace

FunctionBase::FunctionBase(Module* module, const std::string& name, const Dim& width, bool isSigned,
                           const std::string& doc, const Where& where)
    : module_(module), record_(&module->declareFunction(name, doc, isSigned, width, where)) {}

NodePtr FunctionBase::addInput(const std::string& name, const Dim& width, bool isSigned,
                               const Where& where) {
  wantIdentifier(name, module_, where);
  auto argument = std::make_unique<Signal>();
  argument->name = name;
  argument->kind = Signal::Kind::argument;
  argument->isSigned = isSigned;
  argument->width = width;
  argument->owner = module_;
  argument->where = where;
  record_->arguments.push_back(std::move(argument));
  return reference(*record_->arguments.back());
}

void FunctionBase::setResult(const NodePtr& result, const Where& where) {
  wantOnlyArguments(*record_, *result, where);
  if (!result->width.sameAs(record_->width))
    fail(module_,
         "width mismatch in '" + record_->name + " returns " + expressionText(*result) +
             "': " + bits(record_->width) + " against " + bits(result->width),
         where);
  record_->result = result;
}

void FunctionBase::setTable(std::vector<int64_t> values) {
  const auto addressWidth = record_->arguments[0]->width.constant();
  const auto width = record_->width.constant();
  if (!addressWidth || !width)
    fail(module_, "the table '" + record_->name + "' needs constant widths", record_->where);
  if (values.empty() || *addressWidth > 20 || int64_t(values.size()) > int64_t(1) << *addressWidth)
    fail(module_,
         "the table '" + record_->name + "' has " + std::to_string(values.size()) + " values for " +
             bits(*addressWidth) + " of address",
         record_->where);
  for (const int64_t value : values)
    if (!literalFits(value, *width, record_->isSigned))
      fail(module_,
           "the table '" + record_->name + "' holds " + std::to_string(value) +
               ", which does not fit in " + bits(*width),
           record_->where);
  record_->table = std::move(values);
}

NodePtr FunctionBase::call(std::vector<NodePtr> arguments) const {
  const Where& where = record_->where;
  if (arguments.size() != record_->arguments.size())
    fail(module_,
         "'" + record_->name + "' takes " + std::to_string(record_->arguments.size()) +
             " arguments, not " + std::to_string(arguments.size()),
         where);
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Signal& input = *record_->arguments[i];
    const std::string what = "argument '" + input.name + "' of '" + record_->name + "'";
    if (arguments[i]->isSigned != input.isSigned)
      fail(module_, what + " has the other sign", where);
    if (!arguments[i]->width.sameAs(input.width))
      fail(module_,
           "width mismatch in " + what + ": " + bits(input.width) + " against " +
               bits(arguments[i]->width),
           where);
  }
  Node node;
  node.op = Op::call;
  node.isSigned = record_->isSigned;
  node.width = record_->width;
  node.arguments = std::move(arguments);
  node.function = record_;
  node.where = where;
  return std::make_shared<const Node>(std::move(node));
}

} // namespace weft::hdl
