// item.hpp: Statements and module items, in the shape in which they are printed
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/signal.hpp"

#include <variant>

namespace weft::hdl {

struct Item;
using Items = std::vector<Item>;

/// A generate block: one iteration of a loop or one branch of an if.
struct Scope {
  std::string name;
  Scope* parent = nullptr;
  const Symbol* index = nullptr; ///< null for a branch
  std::vector<Signal*> locals;
  std::vector<NodePtr> unused;
  Where where;
  bool isChecks = false; ///< not a generate block, but what only assertions use
};

/// Whether the scope or one around it exists for assertions alone.
inline bool isOfChecks(const Scope* scope) {
  return scope && (scope->isChecks || isOfChecks(scope->parent));
}

struct NoteItem {
  std::string text;
};
struct BlankItem {};

/// `assign`, `<=` or `=`, depending on where it stands.
struct DriveItem {
  NodePtr target, value;
  Where where;
};

/// `assign {a, b} = word`: the drives are the same, target by target.
struct SplitItem {
  NodePtr word;
  std::vector<DriveItem> drives;
};

/// A condition at run time (node) or over sizes (condition).
struct Test {
  NodePtr node;
  std::optional<Condition> condition;
};

struct IfItem {
  struct Arm {
    Test test;
    Items body;
  };
  std::vector<Arm> arms;
  Items otherwise;
};

struct CaseItem {
  struct Arm {
    std::vector<NodePtr> labels;
    Items body;
  };
  NodePtr subject;
  std::vector<Arm> arms;
  Items otherwise;
  Where where;
};

struct LoopItem {
  const Symbol* index;
  Dim count;
  Items body;
};

/// always @(posedge clock), the reset branch last.
struct ClockedItem {
  NodePtr clock, reset;
  std::vector<DriveItem> resets;
  Items body;
  Where where;
};

struct CombinationalItem {
  Items body;
  Where where;
};

struct GenerateLoopItem {
  Scope* scope;
  Dim count;
  Items body;
};

struct GenerateIfItem {
  Condition condition;
  Scope* scope;
  Items body;
  Scope* otherwiseScope; ///< null without else
  Items otherwise;
};

struct RequireItem {
  Condition condition;
  std::string name;
  Where where;
};

/// What holds at every clock edge outside of reset.
struct AssertItem {
  struct Rule {
    NodePtr condition;
    std::string sentence;
    Where where;
  };
  std::vector<Rule> rules;
};

/// Nets and blocks that assertions alone use, with the assertions.
struct ChecksItem {
  Scope* scope;
  Items body;
};

struct InstanceItem {
  InstanceRecord* instance;
};

struct Item {
  std::variant<NoteItem, BlankItem, DriveItem, SplitItem, IfItem, CaseItem, LoopItem, ClockedItem,
               CombinationalItem, GenerateLoopItem, GenerateIfItem, RequireItem, AssertItem,
               ChecksItem, InstanceItem>
      what;
};

/// One connection of an instance port.
struct Connection {
  NodePtr value;
  Where where;
};

/// A value given to a parameter of an instance.
/// A parameter of an instance and its value. A size alone, which must be a parameter or localparam,
/// binds the parameter of the same name: `{ROWS, LANES}`.
struct ParameterValue {
  std::string name;
  Dim value;

  ParameterValue(std::string name_, const Dim& value_) : name(std::move(name_)), value(value_) {}
  /// Throws InternalError when `size` has no name.
  ParameterValue(const Dim& size);
};

struct InstanceRecord {
  std::string name;
  Module* module = nullptr;
  Module* parent = nullptr;
  Scope* scope = nullptr;
  std::vector<ParameterValue> parameters;
  std::vector<Connection>
      connections; ///< by Signal::index of the port; empty value = not connected
  Where where;
  /// A size of the instantiated module in terms of the parent's symbols.
  Dim inParent(const Dim& dim) const;
};

} // namespace weft::hdl
