// print_assertions.cpp: Assertions and what they alone use, behind their macro
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/print_expression.hpp"
#include "gen/hdl/print_module.hpp"

#include <utility>

namespace weft::hdl {

/// Checks hold assertions: the macro is asked once.
void ItemPrinter::printWithAssertions(const std::function<void()>& body) {
  const bool isInside = std::exchange(isChecking_, true);
  if (!isInside)
    writer_.directive(std::string("`ifdef ") + kAssertionMacro);
  body();
  if (!isInside)
    writer_.directive("`endif");
  isChecking_ = isInside;
}

void ItemPrinter::printBlock(const std::string& head, const std::function<void()>& body) {
  writer_.line(head + " begin");
  writer_.indent();
  body();
  writer_.outdent();
  writer_.line("end");
}

void ItemPrinter::printAssertionPreamble() {
  if (!body_.assertionClock)
    return;
  printWithAssertions([&] {
    printIndices(writer_, body_, true);
    printAssertionSwitch(*body_.assertionClock);
    printAssertionTask();
  });
  writer_.blank();
}

/// Before a module's first reset anything may stand in its registers.
void ItemPrinter::printAssertionSwitch(const AssertionClock& clock) {
  const std::string on = kAssertionsOn;
  writer_.line("reg " + on + ";  // there has been a reset");
  writer_.blank();
  writer_.line("initial " + on + " = 1'b0;");
  writer_.blank();
  printBlock("always @(posedge " + expressionText(*clock.clock) + ")", [&] {
    printBlock("if (" + expressionText(*clock.reset) + ")",
               [&] { writer_.line(on + " <= 1'b1;"); });
  });
  writer_.blank();
}

/// Yosys knows no $stop outside of initial blocks; in its formal mode it has assert.
void ItemPrinter::printAssertionTask() {
  writer_.line(std::string("task ") + kAssertionTask + ";");
  writer_.indent();
  writer_.line("input [8*" + std::to_string(kSentenceLength) + "-1:0] sentence;");
  writer_.line("begin");
  writer_.indent();
  writer_.directive("`ifndef YOSYS");
  writer_.line("$display(\"%m: %0s (time %0t)\", sentence, $time);");
  writer_.line("$stop;");
  writer_.directive("`elsif FORMAL");
  writer_.line("assert (1'b0);");
  writer_.directive("`endif");
  writer_.outdent();
  writer_.line("end");
  writer_.outdent();
  writer_.line("endtask");
}

/// A condition that is X has failed too.
void ItemPrinter::print(const AssertItem& item) {
  const AssertionClock& clock = *body_.assertionClock;
  printWithAssertions([&] {
    printBlock("always @(posedge " + expressionText(*clock.clock) + ")", [&] {
      const std::string on = kAssertionsOn, reset = expressionText(*clock.reset);
      printBlock("if (" + on + " && !" + reset + ")", [&] {
        for (const AssertItem::Rule& rule : item.rules)
          printBlock("if ((" + expressionText(*rule.condition) + ") !== 1'b1)", [&] {
            writer_.line(std::string(kAssertionTask) + "(\"" + rule.sentence + "\");");
          });
      });
    });
  });
}

void ItemPrinter::print(const ChecksItem& item) {
  printWithAssertions([&] {
    printSignals(writer_, {item.scope->locals.begin(), item.scope->locals.end()});
    writer_.blank();
    if (isGenerating_)
      printItems(item.body);
    else
      printModuleItems(item.body);
  });
}

} // namespace weft::hdl
