// domain.cpp: What the domain of a key contains, in sentences and in tests.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/keys.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace weft {
namespace {

template <class... Ts> struct Overloaded : Ts... { using Ts::operator()...; };
template <class... Ts> Overloaded(Ts...) -> Overloaded<Ts...>;

template <class T> bool contains(const std::vector<T>& items, const T& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

bool isName(const NameRule& rule, const std::string& word) {
  const auto legal = [&](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || (rule.dash && c == '-');
  };
  if (word.empty())
    return rule.empty;
  return std::isdigit(static_cast<unsigned char>(word[0])) == 0 &&
         std::all_of(word.begin(), word.end(), legal);
}

bool isText(const TextRule& rule, const std::string& text) {
  const auto printable = [](unsigned char c) { return c < 0x80 && std::isprint(c) != 0; };
  return !text.empty() && text.size() <= rule.most &&
         std::all_of(text.begin(), text.end(), printable);
}

std::string nameRuleText(const NameRule& rule) {
  std::string text = "a letter or _, then letters, digits, _";
  if (rule.dash)
    text += ", -";
  if (rule.empty)
    text += ", or nothing";
  return text;
}

std::string joined(const IntegerChoice& choice) {
  std::string text;
  for (int value : choice)
    text += (text.empty() ? "" : ", ") + std::to_string(value);
  return text;
}

std::string joined(const WordChoice& choice) {
  std::string text;
  for (const std::string& word : choice)
    text += (text.empty() ? "" : " or ") + word;
  return text;
}

int nearestChoice(const IntegerChoice& choice, double value) {
  return *std::min_element(choice.begin(), choice.end(),
                           [&](int a, int b) { return std::abs(a - value) < std::abs(b - value); });
}

} // namespace

std::string domainText(const Domain& domain) {
  return std::visit(
      Overloaded{[](const IntegerRange& range) {
                   return std::to_string(range.low) + " to " + std::to_string(range.high);
                 },
                 [](const IntegerChoice& choice) { return joined(choice); },
                 [](const WordChoice& choice) { return joined(choice); },
                 [](const NameRule& rule) { return nameRuleText(rule); },
                 [](const TextRule& rule) {
                   return "1 to " + std::to_string(rule.most) + " printable ASCII characters";
                 }},
      domain);
}

bool allows(const Domain& domain, int value) {
  return std::visit(
      Overloaded{[&](const IntegerRange& r) { return value >= r.low && value <= r.high; },
                 [&](const IntegerChoice& choice) { return contains(choice, value); },
                 [](const auto&) { return false; }},
      domain);
}

bool allows(const Domain& domain, const std::string& word) {
  return std::visit(Overloaded{[&](const WordChoice& choice) { return contains(choice, word); },
                               [&](const NameRule& rule) { return isName(rule, word); },
                               [&](const TextRule& rule) { return isText(rule, word); },
                               [](const auto&) { return false; }},
                    domain);
}

int nearestInteger(const Domain& domain, double value) {
  if (const auto* choice = std::get_if<IntegerChoice>(&domain))
    return nearestChoice(*choice, value);
  const auto& range = std::get<IntegerRange>(domain);
  return static_cast<int>(std::lround(std::clamp<double>(value, range.low, range.high)));
}

} // namespace weft
