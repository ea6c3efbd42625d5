// print_module.hpp: A module as the text of its Verilog file
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/module.hpp"
#include "gen/hdl/writer.hpp"

namespace weft::hdl {

/// Everything about assertions stands behind `ifdef of this macro; nothing defines it.
inline constexpr const char* kAssertionMacro = "WEFT_ASSERTIONS";
/// The register that is set once a module with assertions has seen a reset.
inline constexpr const char* kAssertionsOn = "assertions_on_q";
/// The task that tells of an assertion that does not hold.
inline constexpr const char* kAssertionTask = "assertion_failed";

/// The complete file. `prefix` is put before the module's name and those it instantiates.
std::string moduleText(const Module& module, const std::string& prefix = "");

/// Declarations of nets, registers and memories, aligned.
void printSignals(Writer& writer, const std::vector<const Signal*>& signals);

/// Declarations of loop indices: of assertions alone, or of everything else.
void printIndices(Writer& writer, const ModuleBody& body, bool ofChecks);

/// The concurrent items and statements of a module.
class ItemPrinter {
public:
  ItemPrinter(Writer& writer, const ModuleBody& body, std::string prefix)
      : writer_(writer), body_(body), prefix_(std::move(prefix)) {}
  /// Items of a module: generate blocks are wrapped in generate ... endgenerate.
  void printModuleItems(const Items& items);
  void printUnused(const std::vector<NodePtr>& unused);
  /// Of a module with assertions: their indices, the register that switches them on, and the task
  /// that tells of one that does not hold.
  void printAssertionPreamble();

private:
  enum class Assignment { continuous, nonBlocking, blocking };

  void beginGenerate();
  void endGenerate();
  void printScope(const Scope& scope, const Items& items);
  void printItems(const Items& items);
  void printStatements(const Items& items);
  void printArm(const std::string& labels, const Items& body);
  std::string driveText(const DriveItem& item) const;
  void separate(const Item* previous, const Item& next);
  void print(const NoteItem& item) { writer_.comment(item.text); }
  void print(const BlankItem&) { writer_.blank(); }
  void print(const DriveItem& item);
  void print(const SplitItem& item);
  void print(const IfItem& item);
  void print(const CaseItem& item);
  void print(const LoopItem& item);
  void print(const ClockedItem& item);
  void print(const CombinationalItem& item);
  void print(const GenerateLoopItem& item);
  void print(const GenerateIfItem& item);
  void print(const RequireItem& item);
  void print(const AssertItem& item);
  void print(const ChecksItem& item);
  void printWithAssertions(const std::function<void()>& body);
  void printBlock(const std::string& head, const std::function<void()>& body);
  void printAssertionSwitch(const AssertionClock& clock);
  void printAssertionTask();
  void print(const InstanceItem& item);

  Writer& writer_;
  const ModuleBody& body_;
  std::string prefix_;
  bool isGenerating_ = false; ///< inside generate ... endgenerate
  bool isChecking_ = false;   ///< behind the macro of assertions
  Assignment assignment_ = Assignment::continuous;
};

} // namespace weft::hdl
