// print_items.cpp: Assigns, blocks, generate blocks and instances as text
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/print_expression.hpp"
#include "gen/hdl/print_module.hpp"

#include <utility>

namespace weft::hdl {

namespace {

template <class T> bool isA(const Item& item) { return std::holds_alternative<T>(item.what); }

bool isGenerate(const Item& item) {
  return isA<GenerateLoopItem>(item) || isA<GenerateIfItem>(item) || isA<RequireItem>(item);
}

bool isAssign(const Item& item) { return isA<DriveItem>(item) || isA<SplitItem>(item); }

std::string testText(const Test& test) {
  return test.node ? expressionText(*test.node) : test.condition->text();
}

} // namespace

/// Runs of assigns stay together; everything else is set apart by one empty line.
void ItemPrinter::separate(const Item* previous, const Item& next) {
  if (!previous || isA<NoteItem>(*previous))
    return;
  if (!(isAssign(*previous) && isAssign(next)))
    writer_.blank();
}

void ItemPrinter::printItems(const Items& items) {
  const Item* previous = nullptr;
  for (const Item& item : items) {
    separate(previous, item);
    std::visit([this](const auto& what) { print(what); }, item.what);
    previous = &item;
  }
}

void ItemPrinter::printModuleItems(const Items& items) {
  const Item* previous = nullptr;
  for (const Item& item : items) {
    const bool wasGenerating = previous && isGenerate(*previous);
    if (wasGenerating && !isGenerate(item))
      endGenerate();
    separate(previous, item);
    if (!wasGenerating && isGenerate(item))
      beginGenerate();
    std::visit([this](const auto& what) { print(what); }, item.what);
    previous = &item;
  }
  if (previous && isGenerate(*previous))
    endGenerate();
}

void ItemPrinter::beginGenerate() {
  isGenerating_ = true;
  writer_.line("generate");
  writer_.indent();
}

void ItemPrinter::endGenerate() {
  isGenerating_ = false;
  writer_.outdent();
  writer_.line("endgenerate");
}

void ItemPrinter::printStatements(const Items& items) {
  writer_.indent();
  for (const Item& item : items)
    std::visit([this](const auto& statement) { print(statement); }, item.what);
  writer_.outdent();
}

void ItemPrinter::printUnused(const std::vector<NodePtr>& unused) {
  if (unused.empty())
    return;
  std::string list;
  for (const NodePtr& node : unused)
    list += ", " + expressionText(*node);
  writer_.blank();
  writer_.line("wire unused_ok = &{1'b0" + list + "};");
}

std::string ItemPrinter::driveText(const DriveItem& item) const {
  const std::string target = expressionText(*item.target), value = expressionText(*item.value);
  if (assignment_ == Assignment::nonBlocking)
    return target + " <= " + value + ";";
  return (assignment_ == Assignment::continuous ? "assign " : "") + target + " = " + value + ";";
}

void ItemPrinter::print(const DriveItem& item) { writer_.line(driveText(item)); }

void ItemPrinter::print(const SplitItem& item) {
  std::string targets;
  for (const DriveItem& drive : item.drives)
    targets += (targets.empty() ? "" : ", ") + expressionText(*drive.target);
  writer_.line("assign {" + targets + "} = " + expressionText(*item.word) + ";");
}

void ItemPrinter::print(const IfItem& item) {
  std::string open = "if (";
  for (const IfItem::Arm& arm : item.arms) {
    writer_.line(open + testText(arm.test) + ") begin");
    printStatements(arm.body);
    open = "end else if (";
  }
  if (!item.otherwise.empty()) {
    writer_.line("end else begin");
    printStatements(item.otherwise);
  }
  writer_.line("end");
}

/// A single short statement stands beside its labels.
void ItemPrinter::printArm(const std::string& labels, const Items& body) {
  const auto* drive = body.size() == 1 ? std::get_if<DriveItem>(&body.front().what) : nullptr;
  const std::string line = drive ? labels + ": " + driveText(*drive) : "";
  if (drive && line.size() <= writer_.room())
    return writer_.line(line);
  writer_.line(labels + ": begin");
  printStatements(body);
  writer_.line("end");
}

void ItemPrinter::print(const CaseItem& item) {
  writer_.line("case (" + expressionText(*item.subject) + ")");
  writer_.indent();
  for (const CaseItem::Arm& arm : item.arms) {
    std::string labels;
    for (const NodePtr& label : arm.labels)
      labels += (labels.empty() ? "" : ", ") + expressionText(*label);
    printArm(labels, arm.body);
  }
  if (item.otherwise.empty()) {
    writer_.line("default: ;");
  } else {
    printArm("default", item.otherwise);
  }
  writer_.outdent();
  writer_.line("endcase");
}

void ItemPrinter::print(const LoopItem& item) {
  const std::string i = item.index->name;
  writer_.line("for (" + i + " = 0; " + i + " < " + item.count.text() + "; " + i + " = " + i +
               " + 1) begin");
  printStatements(item.body);
  writer_.line("end");
}

void ItemPrinter::print(const ClockedItem& item) {
  assignment_ = Assignment::nonBlocking;
  writer_.line("always @(posedge " + expressionText(*item.clock) + ") begin");
  printStatements(item.body);
  if (item.reset) {
    writer_.indent();
    writer_.line("if (" + expressionText(*item.reset) + ") begin");
    writer_.indent();
    for (const DriveItem& reset : item.resets)
      print(reset);
    writer_.outdent();
    writer_.line("end");
    writer_.outdent();
  }
  writer_.line("end");
  assignment_ = Assignment::continuous;
}

void ItemPrinter::print(const CombinationalItem& item) {
  assignment_ = Assignment::blocking;
  writer_.line("always @* begin");
  printStatements(item.body);
  writer_.line("end");
  assignment_ = Assignment::continuous;
}

void ItemPrinter::printScope(const Scope& scope, const Items& items) {
  writer_.indent();
  printSignals(writer_, {scope.locals.begin(), scope.locals.end()});
  if (!scope.locals.empty())
    writer_.blank();
  printItems(items);
  printUnused(scope.unused);
  writer_.outdent();
}

void ItemPrinter::print(const GenerateLoopItem& item) {
  const std::string i = item.scope->index->name;
  writer_.line("for (" + i + " = 0; " + i + " < " + item.count.text() + "; " + i + " = " + i +
               " + 1) begin : " + item.scope->name);
  printScope(*item.scope, item.body);
  writer_.line("end");
}

void ItemPrinter::print(const GenerateIfItem& item) {
  writer_.line("if (" + item.condition.text() + ") begin : " + item.scope->name);
  printScope(*item.scope, item.body);
  if (item.otherwiseScope) {
    writer_.line("end else begin : " + item.otherwiseScope->name);
    printScope(*item.otherwiseScope, item.otherwise);
  }
  writer_.line("end");
}

/// A module that exists nowhere: every tool stops and prints its name.
void ItemPrinter::print(const RequireItem& item) {
  writer_.line("if (" + (!item.condition).text() + ") begin : g_check_" + item.name);
  writer_.indent();
  writer_.line(item.name + " u_error();");
  writer_.outdent();
  writer_.line("end");
}

void ItemPrinter::print(const InstanceItem& item) {
  const InstanceRecord& instance = *item.instance;
  const auto printList = [&](const std::vector<std::pair<std::string, std::string>>& entries) {
    size_t width = 0;
    for (const auto& entry : entries)
      width = std::max(width, entry.first.size());
    writer_.indent();
    for (size_t i = 0; i < entries.size(); ++i) {
      const auto& [name, value] = entries[i];
      std::string line = "." + name + std::string(width - name.size(), ' ');
      line += " (" + value + (i + 1 < entries.size() ? ")," : ")");
      writer_.line(line);
    }
    writer_.outdent();
  };
  std::vector<std::pair<std::string, std::string>> parameters, ports;
  for (const ParameterValue& parameter : instance.parameters)
    parameters.emplace_back(parameter.name, parameter.value.text());
  for (const auto& signal : instance.module->body().signals)
    if (signal->isPort() && instance.connections[signal->index].value)
      ports.emplace_back(signal->name, expressionText(*instance.connections[signal->index].value));
  const std::string module = prefix_ + instance.module->name();
  if (!parameters.empty()) {
    writer_.line(module + " #(");
    printList(parameters);
  }
  writer_.line((parameters.empty() ? module : ")") + " " + instance.name + " (");
  printList(ports);
  writer_.line(");");
}

} // namespace weft::hdl
