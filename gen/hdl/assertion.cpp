// assertion.cpp: What holds in every cycle, and what is there to tell
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/module.hpp"
#include "gen/hdl/print_expression.hpp"
#include "gen/hdl/print_module.hpp"

namespace weft::hdl {

namespace {

void wantSentence(const Module* module, const std::string& sentence, const Where& where) {
  if (sentence.empty() || sentence.size() > kSentenceLength ||
      sentence.find_first_of("\"\\%") != std::string::npos)
    fail(module,
         "the sentence of an assertion has 1 to " + std::to_string(kSentenceLength) +
             " characters without quotes, backslashes and percent signs, not '" + sentence + "'",
         where);
}

} // namespace

void Module::wantAssertionClock(const Bit& clock, const Bit& reset, const Where& where) {
  if (!body_.assertionClock) {
    claimName(nullptr, kAssertionsOn, where);
    claimName(nullptr, kAssertionTask, where);
    body_.assertionClock = {clock.node(), reset.node()};
  }
  const AssertionClock& first = *body_.assertionClock;
  if (expressionText(*first.clock) != expressionText(*clock.node()) ||
      expressionText(*first.reset) != expressionText(*reset.node()))
    fail(this, "the assertions of a module have one clock and one reset", where);
}

void Module::require(const Bit& clock, const Bit& reset, const Bit& condition,
                     const std::string& sentence, const Where& where) {
  wantBlock("an assertion", false, where);
  wantSentence(this, sentence, where);
  wantAssertionClock(clock, reset, where);
  const bool continues =
      !items_->empty() && std::holds_alternative<AssertItem>(items_->back().what);
  if (!continues)
    append({AssertItem{}});
  std::get<AssertItem>(items_->back().what).rules.push_back({condition.node(), sentence, where});
}

void Module::checks(const Body& body, const Where& where) {
  wantBlock("checks", false, where);
  if (hdl::isOfChecks(scope_))
    fail(this, "checks stand inside checks", where);
  body_.scopes.push_back(std::make_unique<Scope>(Scope{"", scope_, nullptr, {}, {}, where, true}));
  Scope& scope = *body_.scopes.back();
  append({ChecksItem{&scope, collectScope(&scope, body)}});
}

} // namespace weft::hdl
