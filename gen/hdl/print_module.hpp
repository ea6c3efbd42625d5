// print_module.hpp: a module as the text of its Verilog file
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/module.hpp"
#include "gen/hdl/writer.hpp"

namespace weft::hdl {

/// The complete file. `prefix` is put before the module's name and those it instantiates.
std::string moduleText(const Module& module, const std::string& prefix = "");

/// Declarations of nets, registers and memories, aligned.
void printSignals(Writer& writer, const std::vector<const Signal*>& signals);

/// The concurrent items and statements of a module.
class ItemPrinter {
public:
  ItemPrinter(Writer& writer, std::string prefix) : writer_(writer), prefix_(std::move(prefix)) {}
  /// Items of a module: generate blocks are wrapped in generate ... endgenerate.
  void printModuleItems(const Items& items);
  void printUnused(const std::vector<NodePtr>& unused);

private:
  enum class Assignment { Continuous, NonBlocking, Blocking };

  void printScope(const Scope& scope, const Items& items);
  void printItems(const Items& items);
  void printStatements(const Items& items);
  void separate(const Item* previous, const Item& next);
  void print(const NoteItem& item) { writer_.comment(item.text); }
  void print(const BlankItem&) { writer_.blank(); }
  void print(const DriveItem& item);
  void print(const IfItem& item);
  void print(const CaseItem& item);
  void print(const LoopItem& item);
  void print(const ClockedItem& item);
  void print(const CombinationalItem& item);
  void print(const GenerateLoopItem& item);
  void print(const GenerateIfItem& item);
  void print(const RequireItem& item);
  void print(const InstanceItem& item);

  Writer& writer_;
  std::string prefix_;
  Assignment assignment_ = Assignment::Continuous;
};

} // namespace weft::hdl
