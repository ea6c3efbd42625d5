// elaboration.cpp: Walking generate blocks and instances under concrete parameters
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/elaboration.hpp"

#include "gen/hdl/block_walk.hpp"
#include "gen/hdl/print_expression.hpp"
#include "gen/num/error.hpp"

#include <algorithm>
#include <utility>

namespace weft::hdl {

Environment Elaboration::environmentOf(const Module& module,
                                       const std::map<std::string, int64_t>& values) {
  const auto& symbols = module.body().symbols;
  for (const auto& entry : values)
    if (std::none_of(symbols.begin(), symbols.end(), [&](const auto& symbol) {
          return symbol->kind == Symbol::Kind::parameter && symbol->name == entry.first;
        }))
      hdl::fail(&module, "there is no parameter '" + entry.first + "'", module.body().where);
  Environment environment{&module, std::vector<int64_t>(symbols.size())};
  for (const auto& symbol : symbols) {
    const auto given = values.find(symbol->name);
    if (symbol->kind == Symbol::Kind::parameter && given != values.end())
      environment.values[symbol->slot] = given->second;
    else if (symbol->kind == Symbol::Kind::parameter || symbol->kind == Symbol::Kind::local)
      environment.values[symbol->slot] = symbol->definition.evaluate(environment);
  }
  return environment;
}

Elaboration::Elaboration(const Module& module, const Environment& environment,
                         const SummaryOf& summaryOf)
    : module_(module), environment_(environment), summaryOf_(summaryOf),
      where_(&module.body().where) {
  moduleNets_.resize(module.body().signals.size());
  for (const auto& signal : module.body().signals) {
    if (signal->scope)
      continue;
    moduleNets_[signal->index] = nets_.size();
    where_ = &signal->where;
    nets_.push_back({signal.get(), evaluate(signal->width), signal->name, true, {}, {}});
    if (nets_.back().width < 1)
      fail("'" + signal->name + "' is " + signal->width.text() + " = " +
               std::to_string(nets_.back().width) + " bits wide",
           signal->where);
  }
  for (const auto& function : module.body().functions) {
    where_ = &function->where;
    verifyFunction(*function);
  }
  walk(module.body().items);
  std::vector<NetBits> ignored;
  for (const NodePtr& node : module.body().unused)
    read(*node, ignored);
  for (const Net& net : nets_)
    if (!net.exists)
      fail("'" + net.name + "' does not exist", net.signal->where);
}

std::string Elaboration::conditions() const {
  std::string text;
  for (const auto& symbol : module_.body().symbols)
    if (symbol->kind == Symbol::Kind::parameter)
      text += (text.empty() ? " when " : ", ") + symbol->name + "=" +
              std::to_string(environment_.values[symbol->slot]);
  return text;
}

void Elaboration::fail(const std::string& message, const Where& where) const {
  hdl::fail(&module_, message + conditions(), where);
}

int64_t Elaboration::evaluate(const Dim& dim) const {
  if (const auto constant = dim.constant())
    return *constant;
  try {
    return dim.evaluate(environment_);
  } catch (const DesignError& error) {
    fail(error.what(), *where_);
  }
}

void Elaboration::walk(const Items& items) {
  for (const Item& item : items)
    std::visit([this](const auto& what) { visit(what); }, item.what);
}

void Elaboration::enter(const Scope& scope, const Items& items) {
  const Scope* const outer = std::exchange(scope_, &scope);
  if (!scope.locals.empty()) {
    const size_t first = firstNetOf(scope, indicesOf(&scope));
    for (size_t i = 0; i < scope.locals.size(); ++i) {
      Net& net = nets_[first + i];
      net.exists = true;
      net.width = evaluate(net.signal->width);
      if (net.width < 1)
        fail("'" + net.name + "' is " + net.signal->width.text() + " = " +
                 std::to_string(net.width) + " bits wide",
             net.signal->where);
    }
  }
  walk(items);
  std::vector<NetBits> ignored;
  for (const NodePtr& node : scope.unused) {
    where_ = &scope.where;
    read(*node, ignored);
  }
  scope_ = outer;
}

void Elaboration::visit(const GenerateLoopItem& item) {
  const Symbol& index = *item.scope->index;
  for (const Scope* scope = item.scope->parent; scope; scope = scope->parent)
    if (scope->index && scope->index->name == index.name)
      fail("the loop '" + item.scope->name + "' uses the index '" + index.name +
               "' of a loop around it",
           item.scope->where);
  where_ = &item.scope->where;
  const int64_t count = evaluate(item.count);
  for (int64_t i = 0; i < count; ++i) {
    environment_.values[index.slot] = i;
    enter(*item.scope, item.body);
  }
}

void Elaboration::visit(const GenerateIfItem& item) {
  where_ = &item.scope->where;
  if (item.condition.evaluate(environment_))
    enter(*item.scope, item.body);
  else if (item.otherwiseScope)
    enter(*item.otherwiseScope, item.otherwise);
}

void Elaboration::visit(const RequireItem& item) {
  if (!item.condition.evaluate(environment_))
    fail("the requirement '" + item.name + "' (" + item.condition.text() + ") does not hold",
         item.where);
}

void Elaboration::visit(const AssertItem& item) {
  const bool outer = std::exchange(isChecking_, true);
  const AssertionClock& clock = *module_.body().assertionClock;
  std::vector<NetBits> ignored;
  for (const AssertItem::Rule& rule : item.rules) {
    where_ = &rule.where;
    for (const NodePtr& node : {clock.clock, clock.reset, rule.condition})
      read(*node, ignored);
  }
  isChecking_ = outer;
}

void Elaboration::visit(const ChecksItem& item) {
  const bool outer = std::exchange(isChecking_, true);
  enter(*item.scope, item.body);
  isChecking_ = outer;
}

void Elaboration::visit(const DriveItem& item) {
  where_ = &item.where;
  Path path{resolve(bare(*item.target)), {}, &item.where};
  if (item.target->target.pick == Pick::runTimeBit || item.target->target.pick == Pick::runTimePart)
    fail("'" + expressionText(*item.target) + "' picks its target at run time outside of a block",
         item.where);
  verify(*item.target);
  read(*item.value, path.sources);
  drive(path.target, drivers_++, item.where);
  paths_.push_back(std::move(path));
}

void Elaboration::visit(const SplitItem& item) {
  for (const DriveItem& drive : item.drives)
    visit(drive);
}

void Elaboration::visit(const ClockedItem& item) {
  BlockWalk(*this, drivers_++, item.where).clocked(item);
}

void Elaboration::visit(const CombinationalItem& item) {
  BlockWalk(*this, drivers_++, item.where).combinational(item);
}

Environment Elaboration::childEnvironment(const InstanceRecord& instance) const {
  std::map<std::string, int64_t> values;
  for (const ParameterValue& parameter : instance.parameters)
    values[parameter.name] = evaluate(parameter.value);
  return environmentOf(*instance.module, values);
}

void Elaboration::visit(const InstanceItem& item) {
  const InstanceRecord& instance = *item.instance;
  where_ = &instance.where;
  const Summary& summary = summaryOf_(*instance.module, childEnvironment(instance));
  std::vector<std::vector<NetBits>> inputs(summary.widths.size());
  for (const auto& port : instance.module->body().signals) {
    if (!port->isPort())
      continue;
    const Connection& connection = instance.connections[port->index];
    if (!connection.value)
      fail(instance.name + ": port '" + port->name + "' is not connected", instance.where);
    where_ = &connection.where;
    const int64_t width = evaluate(connection.value->width);
    if (width != summary.widths[port->index])
      fail("width mismatch in '" + instance.name + "." + port->name +
               " <<= " + expressionText(*connection.value) +
               "': " + std::to_string(summary.widths[port->index]) + " bits against " +
               std::to_string(width),
           connection.where);
    if (port->kind == Signal::Kind::input)
      read(*connection.value, inputs[port->index]);
  }
  connectOutputs(instance, summary, inputs);
}

void Elaboration::connectOutputs(const InstanceRecord& instance, const Summary& summary,
                                 const std::vector<std::vector<NetBits>>& inputs) {
  for (const auto& port : instance.module->body().signals) {
    if (port->kind != Signal::Kind::output)
      continue;
    const Connection& connection = instance.connections[port->index];
    where_ = &connection.where;
    Path path{resolve(bare(*connection.value)), {}, &connection.where};
    drive(path.target, drivers_++, connection.where);
    for (const size_t input : summary.dependencies[port->index])
      path.sources.insert(path.sources.end(), inputs[input].begin(), inputs[input].end());
    if (!path.sources.empty())
      paths_.push_back(std::move(path));
  }
}

void Elaboration::drive(NetBits target, size_t driver, const Where& where) {
  if (isChecking_ && !isOfChecks(nets_[target.net].signal->scope))
    fail("'" + nets_[target.net].name + "' is driven by checks and used outside of them", where);
  std::vector<Net::Drive>& drives = nets_[target.net].drives;
  const bool continues = !drives.empty() && drives.back().driver == driver &&
                         target.bits.low >= drives.back().bits.low &&
                         target.bits.low <= drives.back().bits.high + 1;
  if (continues)
    drives.back().bits.high = std::max(drives.back().bits.high, target.bits.high);
  else
    drives.push_back({target.bits, driver, &where});
}

} // namespace weft::hdl
