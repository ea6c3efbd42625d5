// module.hpp: A hardware module under description
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/item.hpp"
#include "gen/hdl/value.hpp"

#include <functional>
#include <set>

namespace weft::hdl {

class Module;
class Fsm;
class Instance;
class GenerateLoop;
class WhenChain;
class SwitchChain;

/// The longest sentence of an assertion, so that its line fits into a generate block.
inline constexpr size_t kSentenceLength = 56;

using Body = std::function<void()>;
using IndexedBody = std::function<void(Dim)>;

/// A register and the value it takes at reset.
struct ResetValue {
  NodePtr target, value;
  Where where;
  ResetValue(const UInt& word, const Where& line = Where::current());
  ResetValue(const SInt& word, const Where& line = Where::current());
  ResetValue(const Fsm& state, const Where& line = Where::current());
  ResetValue(NodePtr register_, NodePtr number, const Where& line);
};

/// A stream of the module's interface, for its signature.
struct StreamRecord {
  std::string name, doc;
  bool isInput = true, hasLast = false;
  Dim width = 1;
};

/// The clock and the reset of a module's assertions.
struct AssertionClock {
  NodePtr clock, reset;
};

/// Everything a module declares and does, in the order in which it was said.
struct ModuleBody {
  std::string name, brief, origin;
  std::vector<std::unique_ptr<Symbol>> symbols; ///< by slot
  std::vector<std::unique_ptr<Signal>> signals; ///< by Signal::index
  std::vector<std::unique_ptr<FunctionRecord>> functions;
  std::vector<std::unique_ptr<InstanceRecord>> instances;
  std::vector<std::unique_ptr<Scope>> scopes;
  std::vector<std::shared_ptr<Module>> children;
  std::vector<StreamRecord> streams;
  std::vector<NodePtr> unused;
  std::optional<Dim> latency;
  std::optional<AssertionClock> assertionClock; ///< set by the first assertion
  Items items;
  Where where;
};

/// Base of every hardware block. The members below are the statements of the language; call them
/// from the constructor. All of them throw DesignError with module, names and C++ line.
class Module {
public:
  /// `brief` is the sentence behind the name in the header of the printed file.
  Module(std::string name, std::string brief, const Where& where = Where::current());
  virtual ~Module();
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  const std::string& name() const { return body_.name; }
  const ModuleBody& body() const { return body_; }

  // Sizes
  Dim param(const std::string& name, const Dim& defaultValue, const std::string& doc);
  Dim localparam(const std::string& name, const Dim& meaning, const std::string& doc = "");
  /// A localparam that ports may name: printed among the parameters, with a check by which every
  /// tool refuses another value. For sizes that are no choice, as those of number formats.
  Dim fixedParam(const std::string& name, int meaning, const std::string& doc);
  /// A named number. A constant prints with its width; an expression becomes a sliced localparam.
  template <class T>
  T constant(const std::string& name, const Dim& number, const Dim& width,
             const std::string& doc = "", const Where& where = Where::current()) {
    return T(namedConstant(name, number, width, T::kIsSigned, doc, where));
  }
  /// Elaboration stops in every tool, naming `name`, when the condition does not hold.
  void require(const Condition& condition, const Name& name);
  /// Documents the number of cycles from input to output.
  void latency(const Dim& cycles) { body_.latency = cycles; }

  // Text
  void note(const std::string& text);
  void section();
  /// The bits are left unread on purpose.
  void unused(const Value& word);
  template <class... More>
  void unused(const Value& word, const Value& second, const More&... more) {
    unused(word);
    unused(second, more...);
  }

  /// `assign {targets} = word`, the first target from the highest bits. For records (record.hpp).
  void splitWord(const NodePtr& word, const std::vector<NodePtr>& targets, const Where& where);

  // Behaviour
  void clocked(const Bit& clock, const Body& body, const Where& where = Where::current());
  /// Synchronous reset of the listed control registers, with priority over `body`.
  void clocked(const Bit& clock, const Bit& reset, const std::vector<ResetValue>& registers,
               const Body& body, const Where& where = Where::current());
  void combinational(const Body& body, const Where& where = Where::current());
  WhenChain when(const Bit& condition, const Body& body);
  WhenChain when(const Condition& condition, const Body& body);
  SwitchChain switchOn(const UInt& subject, const Where& where = Where::current());
  /// Verilog `for` inside a block.
  void loop(const Name& index, const Dim& count, const IndexedBody& body);

  // Assertions: printed behind a macro that is off (kAssertionMacro), free in synthesis
  /// `condition` holds at every edge of `clock` outside of reset, once there has been one; else the
  /// simulation prints "<instance>: <sentence>" and ends as failed. A module has one clock and one
  /// reset for all of them. The sentence: at most kSentenceLength characters, none of `"\\%`.
  void require(const Bit& clock, const Bit& reset, const Bit& condition,
               const std::string& sentence, const Where& where = Where::current());
  /// Declarations and blocks inside exist for assertions alone: printed behind the same macro, and
  /// nothing outside may use them.
  void checks(const Body& body, const Where& where = Where::current());

  // Structure
  GenerateLoop forEach(const Name& block, const std::string& index, const Dim& count,
                       const IndexedBody& body);
  void generateIf(const Condition& condition, const Name& block, const Body& body);
  void generateIf(const Condition& condition, const Name& block, const Body& body,
                  const Name& otherwiseBlock, const Body& otherwise);
  /// Builds a Block (constructor arguments last) and instantiates it; its ports are the pins.
  template <class Block, class... Arguments>
  Block& instance(const Name& name, const std::vector<ParameterValue>& parameters = {},
                  Arguments&&... arguments) {
    auto child = std::make_shared<Block>(std::forward<Arguments>(arguments)...);
    Block& block = *child;
    block.becomeInstance(addInstance(name, block, parameters));
    body_.children.push_back(std::move(child));
    return block;
  }
  /// Instantiates a module that lives elsewhere, for as long as this one.
  Instance instance(Module& module, const Name& name, std::vector<ParameterValue> parameters = {});
  Instance instance(const std::shared_ptr<Module>& module, const Name& name,
                    std::vector<ParameterValue> parameters = {});

  // Used by the handles of ports, nets, functions and streams
  Signal& declare(Signal signal);
  FunctionRecord& declareFunction(std::string name, std::string doc, bool isSigned,
                                  const Dim& width, const Where& where);
  void declareStream(StreamRecord stream) { body_.streams.push_back(std::move(stream)); }
  void drive(const NodePtr& target, const NodePtr& source, const Where& where);
  NodePtr namedConstant(const std::string& name, const Dim& number, const Dim& width, bool isSigned,
                        const std::string& doc, const Where& where);
  Items collect(const Body& body);
  void append(Item item);
  /// The module in whose text this module's ports appear: the parent once this is an instance.
  Module* textOwner() { return self_ ? self_->parent : this; }
  InstanceRecord* self() const { return self_; }
  /// The module whose description is running; null outside.
  static const Module* underConstruction();

private:
  enum class Context { concurrent, clocked, combinational };

  Symbol& addSymbol(Symbol::Kind kind, const std::string& name, const Dim& definition,
                    const std::string& doc);
  Scope& addScope(const Name& name, const Symbol* index);
  InstanceRecord* addInstance(const Name& name, Module& module,
                              std::vector<ParameterValue> parameters);
  /// The description of a child is over; messages are about this module again.
  void continueDescription() const;
  void becomeInstance(InstanceRecord* self) { self_ = self; }
  void claimName(const Scope* scope, const std::string& name, const Where& where);
  Items collectScope(Scope* scope, const Body& body);
  Items collectBlock(Context context, const Body& body, const Where& where);
  void addClocked(const Bit& clock, NodePtr reset, const std::vector<ResetValue>& registers,
                  const Body& body, const Where& where);
  void connect(InstanceRecord& instance, const Signal& port, const NodePtr& value,
               const Where& where);
  void wantAssertionClock(const Bit& clock, const Bit& reset, const Where& where);
  void wantBlock(const char* statement, bool inside, const Where& where) const;
  void wantDrivable(const Node& target, const Node& source, const Where& where) const;

  ModuleBody body_;
  Items* items_ = &body_.items;
  Scope* scope_ = nullptr;
  Context context_ = Context::concurrent;
  std::set<std::pair<const Scope*, std::string>> names_;
  InstanceRecord* self_ = nullptr;
};

/// if / else if / else under construction.
class WhenChain {
public:
  WhenChain(Module& module, Items& items) : module_(module), items_(items), at_(items.size() - 1) {}
  WhenChain& elsewhen(const Bit& condition, const Body& body);
  WhenChain& elsewhen(const Condition& condition, const Body& body);
  void otherwise(const Body& body);

private:
  Module& module_;
  Items& items_;
  size_t at_;
};

/// case under construction. Labels are numbers or constants of the subject's width.
class SwitchChain {
public:
  SwitchChain(Module& module, Items& items)
      : module_(module), items_(items), at_(items.size() - 1) {}
  SwitchChain& is(const Operand<UInt>& label, const Body& body);
  SwitchChain& is(const std::vector<Operand<UInt>>& labels, const Body& body);
  void otherwise(const Body& body);

private:
  CaseItem& item();
  Module& module_;
  Items& items_;
  size_t at_;
};

/// A finished generate loop; gives read access to its nets from outside.
class GenerateLoop {
public:
  GenerateLoop(Module& module, Scope& scope) : module_(&module), scope_(&scope) {}
  /// Net `name` of iteration `iteration`.
  template <class T>
  T wire(const std::string& name, const Dim& iteration,
         const Where& where = Where::current()) const {
    return T(find(name, T::kIsSigned, iteration, where));
  }

private:
  NodePtr find(const std::string& name, bool isSigned, const Dim& iteration,
               const Where& where) const;
  Module* module_;
  Scope* scope_;
};

} // namespace weft::hdl
