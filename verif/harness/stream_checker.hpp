// stream_checker.hpp: The stream rule: once valid, valid and payload hold until taken.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/violation_log.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace weft::sim {

/// Watches one stream. `Item` compares with ==.
template <class Item> class StreamChecker {
public:
  explicit StreamChecker(std::string name) : name_(std::move(name)) {}

  /// The settled ports of one cycle; `item` counts only when valid.
  void check(std::uint64_t cycle, bool valid, bool ready, const Item& item, ViolationLog& log) {
    if (waiting_ && !valid)
      log.report(cycle, name_ + ": valid fell before the item was taken");
    else if (waiting_ && !(*waiting_ == item))
      log.report(cycle, name_ + ": the payload changed while it waited");
    waiting_.reset();
    if (valid && !ready)
      waiting_ = item;
  }

private:
  std::string name_;
  std::optional<Item> waiting_;
};

} // namespace weft::sim
