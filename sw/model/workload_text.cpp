// workload_text.cpp: Splits a workload's text and checks its values.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/workload_text.hpp"

#include "gen/config/whole_number.hpp"
#include "gen/num/error.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

namespace weft {

namespace {

/// One part more than there are separators; an empty text has no parts.
std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text.empty() ? text : text + separator);
  for (std::string part; std::getline(stream, part, separator);)
    parts.push_back(part);
  return parts;
}

constexpr char kQuote = '"';

/// Position of the first `separator` outside of double quotes; the text's length without one.
std::size_t findOutsideQuotes(const std::string& text, char separator) {
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    inside ^= text[i] == kQuote;
    if (!inside && text[i] == separator)
      return i;
  }
  return text.size();
}

std::string rangeText(std::size_t low, std::size_t high) {
  return std::to_string(low) + " to " + std::to_string(high);
}

} // namespace

WorkloadText::WorkloadText(const std::string& text) : text_(text) {
  const std::size_t colon = text.find(':');
  kind_ = text.substr(0, colon);
  if (colon == std::string::npos)
    return;
  std::string rest = text.substr(colon + 1);
  for (bool more = !rest.empty(); more;) {
    const std::size_t comma = findOutsideQuotes(rest, ',');
    add(rest.substr(0, comma));
    more = comma < rest.size();
    rest.erase(0, comma + 1);
  }
}

void WorkloadText::add(const std::string& part) {
  const std::size_t equals = findOutsideQuotes(part, '=');
  const std::string key = part.substr(0, equals);
  if (equals < part.size()) {
    if (!values_.emplace(key, unquoted(part.substr(equals + 1))).second)
      problem(key + " is given twice");
  } else if (!item_ && values_.empty())
    item_ = unquoted(part);
  else
    problem("'" + part + "' should be KEY=VALUE");
}

std::string WorkloadText::unquoted(const std::string& text) {
  const auto quotes = std::ranges::count(text, kQuote);
  if (quotes == 0)
    return text;
  if (quotes == 2 && text.front() == kQuote && text.back() == kQuote)
    return text.substr(1, text.size() - 2);
  problem("'" + text + "' should have no double quote, or one at either end");
  return text;
}

std::string WorkloadText::item(const std::string& meaning) {
  if (!item_ || item_->empty())
    problem("needs " + meaning + " after '" + kind_ + ":'");
  return std::exchange(item_, {}).value_or("");
}

std::vector<std::size_t>
WorkloadText::sizes(const std::vector<std::pair<std::string, std::size_t>>& limits) {
  std::string shape;
  for (const auto& [name, limit] : limits)
    shape += (shape.empty() ? "" : "x") + name;
  const std::vector<std::string> parts = split(item(shape), 'x');
  std::vector<std::size_t> numbers(limits.size(), 1);
  if (parts.size() != limits.size()) {
    problem("needs " + shape);
    return numbers;
  }
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const auto value = wholeNumber(parts[i]);
    if (value && *value >= 1 && *value <= limits[i].second)
      numbers[i] = *value;
    else
      problem(limits[i].first + " must be " + rangeText(1, limits[i].second) + ", got '" +
              parts[i] + "'" + nearestText(parts[i], 1, limits[i].second));
  }
  return numbers;
}

std::optional<std::string> WorkloadText::take(const std::string& key) {
  const auto node = values_.extract(key);
  return node ? std::optional(node.mapped()) : std::nullopt;
}

std::size_t WorkloadText::number(const std::string& key, std::size_t low, std::size_t high,
                                 std::optional<std::size_t> missing) {
  const std::optional<std::string> text = take(key);
  const auto value = text ? wholeNumber(*text) : missing;
  if (value && *value >= low && *value <= high)
    return *value;
  problem(key + " must be " + rangeText(low, high) +
          (text ? ", got '" + *text + "'" + nearestText(*text, low, high) : ", and is missing"));
  return low;
}

std::size_t WorkloadText::word(const std::string& key, const std::vector<std::string>& words) {
  const std::string value = take(key).value_or(words[0]);
  const auto found = std::ranges::find(words, value);
  if (found != words.end())
    return static_cast<std::size_t>(found - words.begin());
  std::string list;
  for (const std::string& word : words)
    list += (list.empty() ? "" : ", ") + word;
  problem(key + " must be one of " + list + ", got '" + value + "'");
  return 0;
}

std::string WorkloadText::text(const std::string& key, bool required) {
  std::string value = take(key).value_or("");
  if (required && value.empty())
    problem("needs " + key + "=");
  return value;
}

void WorkloadText::finish() {
  if (item_)
    problem("'" + *item_ + "' should be KEY=VALUE");
  for (const auto& [key, value] : values_)
    problem("does not know '" + key + "'");
  throwProblems();
}

void WorkloadText::throwProblems() const {
  if (problems_.empty())
    return;
  std::string message = "workload '" + text_ + "':";
  for (const std::string& sentence : problems_)
    message += (problems_.size() > 1 ? "\n  " : " ") + sentence;
  throw DesignError(message);
}

} // namespace weft
