// violation_log.hpp: Broken protocol rules, the first one in words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace weft::sim {

/// Counts violations and keeps the sentence of the first: the later ones usually follow from it.
class ViolationLog {
public:
  void report(std::uint64_t cycle, const std::string& sentence) {
    if (count_++ == 0)
      first_ = "cycle " + std::to_string(cycle) + ": " + sentence;
  }

  bool empty() const { return count_ == 0; }
  std::uint64_t count() const { return count_; }

  /// The first violation with its cycle; empty when there is none.
  const std::string& first() const { return first_; }

private:
  std::uint64_t count_ = 0;
  std::string first_;
};

/// "0x..." for messages.
inline std::string hexText(std::uint64_t value) {
  std::string digits;
  do {
    digits.insert(digits.begin(), "0123456789abcdef"[value & 15]);
    value >>= 4;
  } while (value != 0);
  return "0x" + digits;
}

} // namespace weft::sim
