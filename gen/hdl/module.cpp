// module.cpp: Declarations, names and scopes of a module
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/module.hpp"

#include "gen/hdl/identifier.hpp"
#include "gen/hdl/print_expression.hpp"
#include <utility>

namespace weft::hdl {

namespace {

/// `gen/blocks/pe` from a path of gen/, or the file itself elsewhere.
std::string originOf(const Where& where) {
  const std::string path = repositoryPath(where.fileName());
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(0, slash);
}

thread_local const Module* described = nullptr;

} // namespace

const Module* Module::underConstruction() { return described; }

void Module::continueDescription() const { described = this; }

Module::Module(std::string name, std::string brief, const Where& where) {
  body_.name = std::move(name);
  body_.brief = std::move(brief);
  body_.origin = originOf(where);
  body_.where = where;
  wantIdentifier(body_.name, this, where);
  described = this;
}

Module::~Module() {
  if (described == this)
    described = nullptr;
}

void Module::claimName(const Scope* scope, const std::string& name, const Where& where) {
  wantIdentifier(name, this, where);
  if (!names_.insert({scope, name}).second)
    fail(this, "the name '" + name + "' is used twice", where);
}

Symbol& Module::addSymbol(Symbol::Kind kind, const std::string& name, const Dim& definition,
                          const std::string& doc) {
  auto symbol = std::make_unique<Symbol>();
  *symbol = {name, kind, body_.symbols.size(), this, definition, doc, hdl::isOfChecks(scope_)};
  body_.symbols.push_back(std::move(symbol));
  return *body_.symbols.back();
}

Dim Module::param(const std::string& name, const Dim& defaultValue, const std::string& doc) {
  claimName(nullptr, name, body_.where);
  return Dim(addSymbol(Symbol::Kind::parameter, name, defaultValue, doc));
}

Dim Module::localparam(const std::string& name, const Dim& meaning, const std::string& doc) {
  claimName(nullptr, name, body_.where);
  return Dim(addSymbol(Symbol::Kind::local, name, meaning, doc));
}

Dim Module::fixedParam(const std::string& name, int meaning, const std::string& doc) {
  claimName(nullptr, name, body_.where);
  Symbol& symbol = addSymbol(Symbol::Kind::local, name, meaning, doc);
  symbol.inHeader = true;
  require(Dim(symbol) == meaning, name + "_must_be_" + std::to_string(meaning));
  return Dim(symbol);
}

NodePtr Module::namedConstant(const std::string& name, const Dim& number, const Dim& width,
                              bool isSigned, const std::string& doc, const Where& where) {
  if (!number.constant())
    return dimValue(localparam(name, number, doc), width, isSigned, where);
  Signal signal;
  signal.name = name;
  signal.kind = Signal::Kind::constant;
  signal.isSigned = isSigned;
  signal.width = width;
  signal.doc = doc;
  signal.where = where;
  signal.value = literal(*number.constant(), width, isSigned, where);
  return reference(declare(std::move(signal)));
}

Signal& Module::declare(Signal signal) {
  const bool atTop = signal.isPort() || signal.kind == Signal::Kind::constant;
  signal.owner = this;
  signal.scope = atTop ? nullptr : scope_;
  signal.index = body_.signals.size();
  if (signal.isPort() && (scope_ || context_ != Context::concurrent))
    fail(this, "the port '" + signal.name + "' is declared inside a block", signal.where);
  if (const auto width = signal.width.constant(); width && *width < 1)
    fail(this, "'" + signal.name + "' is " + bits(signal.width) + " wide", signal.where);
  const bool isBesideOthers = signal.scope && signal.scope->isChecks;
  claimName(isBesideOthers ? signal.scope->parent : signal.scope, signal.name, signal.where);
  body_.signals.push_back(std::make_unique<Signal>(std::move(signal)));
  Signal* declared = body_.signals.back().get();
  if (declared->scope)
    declared->scope->locals.push_back(declared);
  return *declared;
}

FunctionRecord& Module::declareFunction(std::string name, std::string doc, bool isSigned,
                                        const Dim& width, const Where& where) {
  claimName(nullptr, name, where);
  auto function = std::make_unique<FunctionRecord>();
  function->name = std::move(name);
  function->doc = std::move(doc);
  function->isSigned = isSigned;
  function->width = width;
  function->owner = this;
  function->where = where;
  body_.functions.push_back(std::move(function));
  return *body_.functions.back();
}

Scope& Module::addScope(const Name& name, const Symbol* index) {
  wantBlock("a generate block", false, name.where);
  claimName(scope_, name.text, name.where);
  body_.scopes.push_back(
      std::make_unique<Scope>(Scope{name.text, scope_, index, {}, {}, name.where, false}));
  return *body_.scopes.back();
}

void Module::append(Item item) { items_->push_back(std::move(item)); }

Items Module::collect(const Body& body) {
  Items collected;
  Items* const outer = std::exchange(items_, &collected);
  body();
  items_ = outer;
  return collected;
}

Items Module::collectScope(Scope* scope, const Body& body) {
  Scope* const outer = std::exchange(scope_, scope);
  Items items = collect(body);
  scope_ = outer;
  return items;
}

GenerateLoop Module::forEach(const Name& block, const std::string& index, const Dim& count,
                             const IndexedBody& body) {
  wantIdentifier(index, this, block.where);
  const Symbol& symbol = addSymbol(Symbol::Kind::genvar, index, count, "");
  Scope& scope = addScope(block, &symbol);
  Items items = collectScope(&scope, [&] { body(Dim(symbol)); });
  append({GenerateLoopItem{&scope, count, std::move(items)}});
  return {*this, scope};
}

void Module::generateIf(const Condition& condition, const Name& block, const Body& body) {
  Scope& scope = addScope(block, nullptr);
  append({GenerateIfItem{condition, &scope, collectScope(&scope, body), nullptr, {}}});
}

void Module::generateIf(const Condition& condition, const Name& block, const Body& body,
                        const Name& otherwiseBlock, const Body& otherwise) {
  Scope& scope = addScope(block, nullptr);
  Scope& other = addScope(otherwiseBlock, nullptr);
  Items items = collectScope(&scope, body);
  append({GenerateIfItem{condition, &scope, std::move(items), &other,
                         collectScope(&other, otherwise)}});
}

NodePtr GenerateLoop::find(const std::string& name, bool isSigned, const Dim& iteration,
                           const Where& where) const {
  for (Signal* signal : scope_->locals)
    if (signal->name == name)
      return reinterpret(fromIteration(reference(*signal), iteration, where), isSigned);
  fail(module_, "'" + scope_->name + "' declares no '" + name + "'", where);
}

void Module::require(const Condition& condition, const Name& name) {
  wantIdentifier(name.text, this, name.where);
  append({RequireItem{condition, name.text, name.where}});
}

void Module::note(const std::string& text) { append({NoteItem{text}}); }

void Module::section() { append({BlankItem{}}); }

void Module::unused(const Value& word) {
  wantBlock("unused", false, word.node()->where);
  if (hdl::isOfChecks(scope_))
    fail(this, "unused stands inside checks", word.node()->where);
  (scope_ ? scope_->unused : body_.unused).push_back(word.node());
}

} // namespace weft::hdl
