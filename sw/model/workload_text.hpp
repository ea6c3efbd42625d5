// workload_text.hpp: Parses the WORKLOAD argument of the command line.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/values.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// A workload's text, "KIND:ITEM,KEY=VALUE,...". An item or value in double quotes may contain
/// commas and equals signs; the quotes are no part of it, and there is none inside. Getters take
/// keys and note problems; `finish` throws them all together with the keys that nobody asked for.
class WorkloadText {
public:
  /// Notes keys that are given twice and quotes in wrong places.
  explicit WorkloadText(const std::string& text);

  const std::string& kind() const { return kind_; }

  /// The leading item without '=', e.g. "128x768x768" or a path; empty and a problem when absent.
  std::string item(const std::string& meaning);

  /// The leading item as numbers between 'x'; each in [1, limits[i]]. All 1 after a problem.
  std::vector<std::size_t> sizes(const std::vector<std::pair<std::string, std::size_t>>& limits);

  /// Whole number in [low, high]; `missing` for an absent key, without it a problem.
  std::size_t number(const std::string& key, std::size_t low, std::size_t high,
                     std::optional<std::size_t> missing = {});

  /// Index of the value in `words`; 0 for an absent key.
  std::size_t word(const std::string& key, const std::vector<std::string>& words);

  /// The value of a command field by its name; the first of the table for an absent key.
  template <class Kind> Kind value(const std::string& key) {
    std::vector<std::string> names;
    names.reserve(isa::Values<Kind>::kAll.size());
    for (const isa::Value<Kind>& each : isa::Values<Kind>::kAll)
      names.emplace_back(each.name);
    return isa::Values<Kind>::kAll[word(key, names)].kind;
  }

  /// The value as it stands, empty for an absent key; with `required` that is a problem.
  std::string text(const std::string& key, bool required);

  bool has(const std::string& key) const { return values_.contains(key); }
  void problem(const std::string& sentence) { problems_.push_back(sentence); }

  /// Throws DesignError that names the workload and lists the problems so far, if any.
  void throwProblems() const;

  /// Throws DesignError that names the workload and lists every problem.
  void finish();

private:
  void add(const std::string& part);
  std::string unquoted(const std::string& text);
  std::optional<std::string> take(const std::string& key);

  std::string text_, kind_;
  std::optional<std::string> item_;
  std::map<std::string, std::string> values_;
  std::vector<std::string> problems_;
};

} // namespace weft
