// keys.hpp: The one table of configuration keys: path, range, default, meaning.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace weft {

/// Any integer from `low` to `high`, both included.
struct IntegerRange {
  int low;
  int high;
};

/// One of these integers, ascending.
using IntegerChoice = std::vector<int>;

/// One of these words.
using WordChoice = std::vector<std::string>;

/// A Verilog or file name: letters, digits, `_` (and `-` if `dash`), not empty unless `empty`.
struct NameRule {
  bool dash;
  bool empty;
};

/// A sentence of 1 to `most` printable ASCII characters.
struct TextRule {
  std::size_t most;
};

using Domain = std::variant<IntegerRange, IntegerChoice, WordChoice, NameRule, TextRule>;
using Value = std::variant<int, std::string>;

/// One key of the configuration file.
struct Key {
  std::string path;                          ///< dotted, as in `--override`
  Domain domain;                             ///< what a file may say
  std::optional<Value> fallback;             ///< value when the file says nothing; none = required
  std::string meaning;                       ///< one sentence
  bool hashed;                               ///< takes part in the configuration hash
  std::function<int*(Config&)> integer;      ///< the member, when the key is an integer
  std::function<std::string*(Config&)> word; ///< the member, when the key is a string
  /// Whether a configuration has the key, as far as the keys before it tell; empty = always.
  std::function<bool(const Config&)> isPresent = {};
};

/// Whether this configuration has the key.
bool isPresent(const Key& key, const Config& config);

/// Every key, in the order in which files and documents list them.
const std::vector<Key>& configKeys();

/// The key with this dotted path, or null.
const Key* findKey(const std::string& path);

/// "4, 8, 16", "1 to 64", "accurate or ibert": what the domain allows, for a sentence.
std::string domainText(const Domain& domain);

/// True when the domain contains the integer (false for domains of words).
bool allows(const Domain& domain, int value);

/// True when the domain contains the word (false for domains of integers).
bool allows(const Domain& domain, const std::string& word);

/// The legal integer nearest to `value` (the smaller of two equally near). Integer domains only.
int nearestInteger(const Domain& domain, double value);

/// The member of `config` that `key` describes, as a value.
Value valueOf(const Key& key, const Config& config);

} // namespace weft
