// elaboration.hpp: One module under concrete parameters: who drives and who reads every bit
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/module.hpp"
#include "gen/hdl/range_set.hpp"

#include <map>

namespace weft::hdl {

/// A signal of the module, or of one iteration of a generate loop.
struct Net {
  struct Drive {
    BitRange bits;
    size_t driver; ///< drives of one block share a number
    const Where* where;
  };
  const Signal* signal = nullptr;
  int64_t width = 1;
  std::string name;    ///< with the iteration: `g_level[2].s`
  bool exists = false; ///< its generate iteration was reached
  std::vector<Drive> drives;
  RangeSet reads;
};

struct NetBits {
  size_t net = 0;
  BitRange bits;
};

/// Bits that follow their sources without a register between.
struct Path {
  NetBits target;
  std::vector<NetBits> sources;
  const Where* where = nullptr;
};

/// What a parent must know of a checked module.
struct Summary {
  std::vector<int64_t> widths; ///< by Signal::index, ports only
  std::vector<std::vector<size_t>>
      dependencies; ///< by Signal::index of an output: inputs it follows
};

/// Gives the summary of a module under parameter values, checking it when it is new.
using SummaryOf = std::function<const Summary&(const Module&, const Environment&)>;

/// Walks all generate iterations and statements once. Throws DesignError for widths, ranges and
/// constants that are wrong under these parameters, and for missing connections.
class Elaboration {
public:
  Elaboration(const Module& module, const Environment& environment, const SummaryOf& summaryOf);

  const Module& module() const { return module_; }
  const std::vector<Net>& nets() const { return nets_; }
  const std::vector<Path>& paths() const { return paths_; }
  /// ` when W=8, N=5`, empty without parameters.
  std::string conditions() const;
  /// DesignError with module and parameter values.
  [[noreturn]] void fail(const std::string& message, const Where& where) const;

  /// Parameter values of an environment, defaults filled in; DesignError for unknown names.
  static Environment environmentOf(const Module& module,
                                   const std::map<std::string, int64_t>& values);

private:
  friend class BlockWalk;

  int64_t evaluate(const Dim& dim) const;
  void walk(const Items& items);
  void enter(const Scope& scope, const Items& items);
  void visit(const NoteItem&) {}
  void visit(const BlankItem&) {}
  void visit(const DriveItem& item);
  void visit(const SplitItem& item);
  void visit(const IfItem&) {}
  void visit(const CaseItem&) {}
  void visit(const LoopItem&) {}
  void visit(const ClockedItem& item);
  void visit(const CombinationalItem& item);
  void visit(const GenerateLoopItem& item);
  void visit(const GenerateIfItem& item);
  void visit(const RequireItem& item);
  void visit(const AssertItem& item);
  void visit(const ChecksItem& item);
  void visit(const InstanceItem& item);
  Environment childEnvironment(const InstanceRecord& instance) const;
  void connectOutputs(const InstanceRecord& instance, const Summary& summary,
                      const std::vector<std::vector<NetBits>>& inputs);

  /// Marks the bits of an expression as read and appends them to `sources`.
  void read(const Node& node, std::vector<NetBits>& sources);
  void verify(const Node& node) const;
  /// Numbers and slices in a function, and that it reads every input.
  void verifyFunction(const FunctionRecord& function) const;
  void verifyInFunction(const Node& node, std::map<const Signal*, RangeSet>& reads) const;
  void verifyIndex(const Node& node, int64_t netWidth) const;
  /// The bits a constant pick takes out of `width`.
  BitRange verifyPick(const Node& node, int64_t width) const;
  void verifyConstant(const Node& node, int64_t value) const;
  /// What only assertions read is unread: without them it would be a warning.
  void markRead(NetBits bits);
  NetBits resolve(const Node& node);
  void drive(NetBits target, size_t driver, const Where& where);
  size_t netOf(const Node& node);
  size_t firstNetOf(const Scope& scope, const std::vector<int64_t>& indices);
  std::vector<int64_t> indicesOf(const Scope* scope) const;
  void wantVisible(const Node& node) const;
  std::string scopeName(const Scope& scope, const std::vector<int64_t>& indices) const;

  const Module& module_;
  Environment environment_;
  const SummaryOf& summaryOf_;
  std::vector<Net> nets_;
  std::vector<size_t> moduleNets_; ///< by Signal::index
  std::map<std::pair<const Scope*, std::vector<int64_t>>, size_t> scopeNets_;
  std::vector<Path> paths_;
  const Scope* scope_ = nullptr;
  const Where* where_ = nullptr;
  bool isChecking_ = false; ///< inside an assertion or checks
  size_t drivers_ = 0;
};

} // namespace weft::hdl
