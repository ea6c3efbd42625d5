// statement.cpp: What a module does: drives, blocks, conditions
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/fsm.hpp"
#include "gen/hdl/identifier.hpp"
#include "gen/hdl/module.hpp"
#include "gen/hdl/print_expression.hpp"

namespace weft::hdl {

ResetValue::ResetValue(NodePtr register_, NodePtr number, const Where& line)
    : target(std::move(register_)), value(std::move(number)), where(line) {}
ResetValue::ResetValue(const UInt& word, const Where& line)
    : ResetValue(word.node(), literal(0, word.width(), false, line), line) {}
ResetValue::ResetValue(const SInt& word, const Where& line)
    : ResetValue(word.node(), literal(0, word.width(), true, line), line) {}
ResetValue::ResetValue(const Fsm& state, const Where& line)
    : ResetValue(state.node(), state.first().node(), line) {}

void Module::wantBlock(const char* statement, bool inside, const Where& where) const {
  if (inside != (context_ != Context::concurrent))
    fail(this,
         std::string(statement) + (inside ? " stands outside of" : " stands inside") +
             " a clocked or combinational block",
         where);
}

Items Module::collectBlock(Context context, const Body& body, const Where& where) {
  wantBlock("a block", false, where);
  context_ = context;
  Items items = collect(body);
  context_ = Context::concurrent;
  return items;
}

void Module::clocked(const Bit& clock, const Body& body, const Where& where) {
  addClocked(clock, nullptr, {}, body, where);
}

void Module::clocked(const Bit& clock, const Bit& reset, const std::vector<ResetValue>& registers,
                     const Body& body, const Where& where) {
  addClocked(clock, reset.node(), registers, body, where);
}

void Module::addClocked(const Bit& clock, NodePtr reset, const std::vector<ResetValue>& registers,
                        const Body& body, const Where& where) {
  ClockedItem item{
      clock.node(), std::move(reset), {}, collectBlock(Context::clocked, body, where), where};
  for (const ResetValue& entry : registers)
    item.resets.push_back({entry.target, entry.value, entry.where});
  append({std::move(item)});
}

void Module::combinational(const Body& body, const Where& where) {
  append({CombinationalItem{collectBlock(Context::combinational, body, where), where}});
}

void Module::splitWord(const NodePtr& word, const std::vector<NodePtr>& targets,
                       const Where& where) {
  wantBlock("the split of a word", false, where);
  Dim low = word->width;
  SplitItem item{word, {}};
  for (const NodePtr& target : targets) {
    low = (low - target->width).simplified();
    const NodePtr part = slice(word, Pick::range, low, target->width, where);
    item.drives.push_back({target, reinterpret(part, target->isSigned), where});
  }
  if (!low.sameAs(0))
    fail(this, "the fields of '" + expressionText(*word) + "' do not fill its " + bits(word->width),
         where);
  append({std::move(item)});
}

void Module::loop(const Name& index, const Dim& count, const IndexedBody& body) {
  wantBlock("a loop", true, index.where);
  wantIdentifier(index.text, this, index.where);
  const Symbol& symbol = addSymbol(Symbol::Kind::integer, index.text, count, "");
  append({LoopItem{&symbol, count, collect([&] { body(Dim(symbol)); })}});
}

namespace {

void addArm(IfItem& item, Test test, Items body) {
  item.arms.push_back({std::move(test), std::move(body)});
}

} // namespace

WhenChain Module::when(const Bit& condition, const Body& body) {
  wantBlock("when", true, condition.node()->where);
  Items items = collect(body);
  append({IfItem{}});
  addArm(std::get<IfItem>(items_->back().what), {condition.node(), {}}, std::move(items));
  return {*this, *items_};
}

WhenChain Module::when(const Condition& condition, const Body& body) {
  wantBlock("when", true, body_.where);
  Items items = collect(body);
  append({IfItem{}});
  addArm(std::get<IfItem>(items_->back().what), {nullptr, condition}, std::move(items));
  return {*this, *items_};
}

WhenChain& WhenChain::elsewhen(const Bit& condition, const Body& body) {
  Items items = module_.collect(body);
  addArm(std::get<IfItem>(items_[at_].what), {condition.node(), {}}, std::move(items));
  return *this;
}

WhenChain& WhenChain::elsewhen(const Condition& condition, const Body& body) {
  Items items = module_.collect(body);
  addArm(std::get<IfItem>(items_[at_].what), {nullptr, condition}, std::move(items));
  return *this;
}

void WhenChain::otherwise(const Body& body) {
  Items items = module_.collect(body);
  std::get<IfItem>(items_[at_].what).otherwise = std::move(items);
}

SwitchChain Module::switchOn(const UInt& subject, const Where& where) {
  wantBlock("switchOn", true, where);
  append({CaseItem{subject.node(), {}, {}, where}});
  return {*this, *items_};
}

CaseItem& SwitchChain::item() { return std::get<CaseItem>(items_[at_].what); }

SwitchChain& SwitchChain::is(const Operand<UInt>& label, const Body& body) {
  return is(std::vector<Operand<UInt>>{label}, body);
}

SwitchChain& SwitchChain::is(const std::vector<Operand<UInt>>& labels, const Body& body) {
  CaseItem::Arm arm{{}, module_.collect(body)};
  const NodePtr subject = item().subject;
  for (const Operand<UInt>& label : labels) {
    arm.labels.push_back(label.atWidth(subject->width));
    wantSameWidth(*subject, *arm.labels.back(), "case " + expressionText(*subject), label.where());
  }
  item().arms.push_back(std::move(arm));
  return *this;
}

void SwitchChain::otherwise(const Body& body) {
  Items items = module_.collect(body);
  item().otherwise = std::move(items);
}

} // namespace weft::hdl
