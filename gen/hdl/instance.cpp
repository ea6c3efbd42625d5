// instance.cpp: Instances, their pins and the one operator `<<=`
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/instance.hpp"

#include "gen/hdl/identifier.hpp"
#include "gen/hdl/print_expression.hpp"
#include "gen/num/error.hpp"

namespace weft::hdl {

ParameterValue::ParameterValue(const Dim& size) : value(size) {
  if (size.symbol() == nullptr)
    throw InternalError("the size " + size.text() + " has no name, so name the parameter it binds");
  name = size.symbol()->name;
}

Dim InstanceRecord::inParent(const Dim& dim) const {
  return dim.substitute([this](const Symbol& symbol) -> std::optional<Dim> {
    for (const ParameterValue& parameter : parameters)
      if (parameter.name == symbol.name)
        return parameter.value;
    return inParent(symbol.definition);
  });
}

InstanceRecord* Module::addInstance(const Name& name, Module& module,
                                    std::vector<ParameterValue> parameters) {
  wantBlock("an instance", false, name.where);
  if (hdl::isOfChecks(scope_))
    fail(this, "an instance stands inside checks", name.where);
  claimName(scope_, name.text, name.where);
  for (const ParameterValue& parameter : parameters) {
    bool known = false;
    for (const auto& symbol : module.body().symbols)
      known |= symbol->kind == Symbol::Kind::parameter && symbol->name == parameter.name;
    if (!known)
      fail(this, name.text + ": '" + module.name() + "' has no parameter '" + parameter.name + "'",
           name.where);
  }
  auto record = std::make_unique<InstanceRecord>();
  record->name = name.text;
  record->module = &module;
  record->parent = this;
  record->scope = scope_;
  record->parameters = std::move(parameters);
  record->connections.resize(module.body().signals.size());
  record->where = name.where;
  body_.instances.push_back(std::move(record));
  append({InstanceItem{body_.instances.back().get()}});
  continueDescription();
  return body_.instances.back().get();
}

Instance Module::instance(Module& module, const Name& name,
                          std::vector<ParameterValue> parameters) {
  return Instance(*addInstance(name, module, std::move(parameters)));
}

Instance Module::instance(const std::shared_ptr<Module>& module, const Name& name,
                          std::vector<ParameterValue> parameters) {
  body_.children.push_back(module);
  return instance(*module, name, std::move(parameters));
}

NodePtr Instance::pin(const NodePtr& port) const {
  Signal* signal = port->target.signal;
  if (signal->owner != record_->module)
    fail(record_->parent,
         record_->name + ": '" + signal->name + "' is not a port of '" + record_->module->name() +
             "'",
         record_->where);
  Node node;
  node.op = Op::pin;
  node.isSigned = port->isSigned;
  node.width = record_->inParent(port->width);
  node.target.signal = signal;
  node.target.instance = record_;
  node.where = record_->where;
  return std::make_shared<const Node>(std::move(node));
}

namespace {

/// The instance a pin belongs to; null when the node is no pin.
InstanceRecord* pinOf(const Node& node) {
  if (node.op == Op::pin)
    return node.target.instance;
  if (node.op == Op::reference && node.target.signal->owner->self())
    return node.target.signal->owner->self();
  return nullptr;
}

std::string pinName(const Node& node) { return pinOf(node)->name + "." + node.target.signal->name; }

void wantNoPin(const Module& module, const Node& node, const Where& where) {
  if (pinOf(node))
    fail(&module,
         "'" + pinName(node) + "' must be connected to a name before it is used in an expression",
         where);
  if (node.target.signal && node.target.signal->owner != &module)
    fail(&module,
         "'" + node.target.signal->name + "' belongs to module '" +
             node.target.signal->owner->name() + "'",
         where);
  for (const NodePtr& argument : node.arguments)
    wantNoPin(module, *argument, where);
}

/// A product anywhere but at the root would be computed at the width of one operand.
void wantNoProduct(const Module& module, const Node& node, const Where& where) {
  if (node.op == Op::multiply)
    fail(&module, "the product '" + expressionText(node) + "' needs a name of its own", where);
  for (const NodePtr& argument : node.arguments)
    wantNoProduct(module, *argument, where);
}

} // namespace

Dim widthInText(const Node& node) {
  if (node.op == Op::reference && node.target.signal->owner->self())
    return node.target.signal->owner->self()->inParent(node.width);
  return node.width;
}

void Module::wantDrivable(const Node& target, const Node& source, const Where& where) const {
  const std::string text = expressionText(target);
  if (target.op == Op::word)
    return wantBlock("a memory write", true, where);
  const Signal::Kind kind = target.target.signal->kind;
  if (kind == Signal::Kind::input || kind == Signal::Kind::constant ||
      kind == Signal::Kind::argument)
    fail(this, "'" + text + "' cannot be driven: it is an input or a constant", where);
  const bool isRegister = kind == Signal::Kind::reg;
  if (isRegister && context_ == Context::concurrent)
    fail(this, "the register '" + text + "' is driven outside of a block", where);
  if (!isRegister && context_ != Context::concurrent)
    fail(this, "'" + text + "' is driven in a block but is no register", where);
  if (target.target.iteration)
    fail(this, "'" + text + "' can only be driven in its own iteration", where);
  if (bare(source).op == Op::word && context_ != Context::clocked)
    fail(this, "the memory word '" + expressionText(source) + "' must be read into a register",
         where);
}

void Module::drive(const NodePtr& target, const NodePtr& source, const Where& where) {
  const Node &to = bare(*target), &from = bare(*source);
  for (const Node* node : {&to, &from})
    if (pinOf(*node) && node->target.pick != Pick::whole)
      fail(this, "the port '" + pinName(*node) + "' must be connected as a whole", where);
  if (InstanceRecord* instance = pinOf(to)) {
    if (to.target.signal->kind != Signal::Kind::input)
      fail(this, "'" + pinName(to) + "' is an output of the instance", where);
    wantNoPin(*this, *source, where);
    wantNoProduct(*this, *source, where);
    return connect(*instance, *to.target.signal, source, where);
  }
  if (InstanceRecord* instance = pinOf(from)) {
    if (from.target.signal->kind != Signal::Kind::output)
      fail(this, "'" + pinName(from) + "' is an input of the instance", where);
    wantDrivable(to, from, where);
    return connect(*instance, *from.target.signal, target, where);
  }
  wantNoPin(*this, *source, where);
  wantDrivable(to, from, where);
  for (const NodePtr& argument : from.arguments)
    wantNoProduct(*this, *argument, where);
  if (!target->width.sameAs(source->width))
    wantSameWidth(*target, *source, expressionText(*target) + " <<= " + expressionText(*source),
                  where);
  append({DriveItem{target, source, where}});
}

void Module::connect(InstanceRecord& instance, const Signal& port, const NodePtr& value,
                     const Where& where) {
  wantBlock("a port connection", false, where);
  const std::string pin = instance.name + "." + port.name;
  const Dim width = instance.inParent(port.width);
  if (!width.sameAs(value->width))
    fail(this,
         "width mismatch in '" + pin + " <<= " + expressionText(*value) + "': " + bits(width) +
             " against " + bits(value->width),
         where);
  Connection& connection = instance.connections.at(port.index);
  if (connection.value)
    fail(this, "port '" + pin + "' is connected twice", where);
  connection = {value, where};
}

} // namespace weft::hdl
