// check_declarations.cpp: What can be refused without parameter values
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/check.hpp"

#include <set>

namespace weft::hdl {

namespace {

/// Finds the parameters, localparams and functions that occur anywhere in a module but in what
/// assertions alone use.
class SymbolUse {
public:
  explicit SymbolUse(const ModuleBody& body) {
    for (const auto& symbol : body.symbols)
      see(symbol->definition);
    for (const auto& signal : body.signals) {
      if (isOfChecks(signal->scope))
        continue;
      see(signal->width);
      see(signal->depth);
    }
    for (const auto& function : body.functions) {
      see(function->width);
      for (const auto& argument : function->arguments)
        see(argument->width);
      if (function->result)
        see(*function->result);
    }
    for (const auto& instance : body.instances) {
      for (const ParameterValue& parameter : instance->parameters)
        see(parameter.value);
      for (const Connection& connection : instance->connections)
        if (connection.value)
          see(*connection.value);
    }
    for (const NodePtr& node : body.unused)
      see(*node);
    for (const auto& scope : body.scopes)
      for (const NodePtr& node : scope->unused)
        see(*node);
    see(body.items);
  }
  bool contains(const Symbol& symbol) const { return used_.count(&symbol) > 0; }
  bool calls(const FunctionRecord& function) const { return called_.count(&function) > 0; }

private:
  void see(const Dim& dim) {
    if (!dim.constant())
      dim.forEachSymbol([this](const Symbol& symbol) { used_.insert(&symbol); });
  }
  void see(const Condition& condition) {
    condition.forEachSymbol([this](const Symbol& symbol) { used_.insert(&symbol); });
  }
  void see(const Node& node) {
    if (!seen_.insert(&node).second)
      return;
    if (node.function)
      called_.insert(node.function);
    for (const Dim* dim : {&node.width, &node.count, &node.target.low, &node.target.lane})
      see(*dim);
    for (const NodePtr& argument : node.arguments)
      see(*argument);
  }
  void see(const Items& items) {
    for (const Item& item : items)
      std::visit([this](const auto& what) { visit(what); }, item.what);
  }
  void visit(const DriveItem& item) {
    see(*item.target);
    see(*item.value);
  }
  void visit(const SplitItem& item) {
    see(*item.word);
    for (const DriveItem& drive : item.drives)
      see(*drive.target);
  }
  void visit(const IfItem& item) {
    for (const IfItem::Arm& arm : item.arms) {
      if (arm.test.node)
        see(*arm.test.node);
      else
        see(*arm.test.condition);
      see(arm.body);
    }
    see(item.otherwise);
  }
  void visit(const CaseItem& item) {
    see(*item.subject);
    for (const CaseItem::Arm& arm : item.arms) {
      for (const NodePtr& label : arm.labels)
        see(*label);
      see(arm.body);
    }
    see(item.otherwise);
  }
  void visit(const LoopItem& item) {
    see(item.count);
    see(item.body);
  }
  void visit(const ClockedItem& item) {
    if (item.reset)
      see(*item.reset);
    for (const DriveItem& reset : item.resets)
      visit(reset);
    see(item.body);
  }
  void visit(const CombinationalItem& item) { see(item.body); }
  void visit(const GenerateLoopItem& item) {
    see(item.count);
    see(item.body);
  }
  void visit(const GenerateIfItem& item) {
    see(item.condition);
    see(item.body);
    see(item.otherwise);
  }
  void visit(const RequireItem& item) { see(item.condition); }
  void visit(const NoteItem&) {}
  void visit(const BlankItem&) {}
  void visit(const AssertItem&) {}
  void visit(const ChecksItem&) {}
  void visit(const InstanceItem&) {}

  std::set<const Symbol*> used_;
  std::set<const Node*> seen_;
  std::set<const FunctionRecord*> called_;
};

bool needsNoSentence(const std::string& port) {
  return port == "clk" || port == "rst_i" || port == "aclk" || port == "aresetn";
}

void checkSymbols(const Module& module) {
  const ModuleBody& body = module.body();
  const SymbolUse use(body);
  for (const auto& function : body.functions)
    if (!use.calls(*function))
      fail(&module, "the function '" + function->name + "' is never used", function->where);
  std::set<std::string> taken;
  for (const auto& signal : body.signals)
    if (!signal->scope)
      taken.insert(signal->name);
  for (const auto& symbol : body.symbols) {
    const bool isSize =
        symbol->kind == Symbol::Kind::parameter || symbol->kind == Symbol::Kind::local;
    if (isSize && !use.contains(*symbol))
      fail(&module, "the size '" + symbol->name + "' is never used", body.where);
    if (symbol->kind == Symbol::Kind::parameter && symbol->doc.empty())
      fail(&module, "the parameter '" + symbol->name + "' has no sentence of documentation",
           body.where);
    if (!isSize && taken.count(symbol->name))
      fail(&module, "the loop index '" + symbol->name + "' has the name of a signal", body.where);
    for (const auto& other : body.symbols)
      if (other->name == symbol->name && other->kind != symbol->kind)
        fail(&module, "the name '" + symbol->name + "' is used for two kinds of sizes or indices",
             body.where);
  }
}

} // namespace

void checkDeclarations(const Module& module) {
  const ModuleBody& body = module.body();
  checkSymbols(module);
  for (const auto& signal : body.signals) {
    if (signal->isPort() && signal->doc.empty() && !needsNoSentence(signal->name))
      fail(&module, "the port '" + signal->name + "' has no sentence of documentation",
           signal->where);
    if (signal->kind == Signal::Kind::memory && !body.instances.empty())
      fail(&module,
           "the memory '" + signal->name +
               "' stands in a module with instances; give it a leaf module of its own",
           signal->where);
  }
}

} // namespace weft::hdl
