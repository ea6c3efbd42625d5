// stream_monitor.hpp: Takes items out of a valid/ready stream and compares them with the expected.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/stall.hpp"
#include "verif/harness/stream_checker.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>

namespace weft::sim {

/// When a monitor raises ready.
enum class ReadyPolicy {
  random,    ///< at random, whatever valid does
  afterValid ///< only once valid is seen: a block whose valid waits for ready hangs here
};

/// Plays the consumer of a stream output of a block.
template <class Item> class StreamMonitor : public Agent {
public:
  using Get = std::function<Item()>;
  using Text = std::function<std::string(const Item&)>;

  /// `get` reads the payload ports; `text` describes an item in a message (may be empty).
  StreamMonitor(std::string name, const std::uint8_t& valid, std::uint8_t& ready, StallSource stall,
                Get get, Text text = {}, ReadyPolicy policy = ReadyPolicy::random)
      : name_(std::move(name)), valid_(valid), ready_(ready), stall_(stall), get_(std::move(get)),
        text_(std::move(text)), policy_(policy), checker_(name_) {
    ready_ = 0;
  }

  /// Appends an item that must come next; anything else is a violation.
  void expect(Item item) { expected_.push_back(std::move(item)); }

  /// Items taken so far.
  std::size_t received() const { return received_; }

  void drive() override {
    ready_ = (policy_ == ReadyPolicy::random || validSeen_) && !stall_.refuse();
  }

  void sample(std::uint64_t cycle, ViolationLog& log) override {
    const bool fire = valid_ && ready_;
    validSeen_ = valid_ && !fire;
    const Item item = valid_ ? get_() : Item{};
    checker_.check(cycle, valid_, ready_, item, log);
    if (fire)
      compare(cycle, item, log);
  }

  bool done() const override { return expected_.empty(); }

private:
  void compare(std::uint64_t cycle, const Item& item, ViolationLog& log) {
    const std::string which = name_ + ": item " + std::to_string(received_++);
    if (expected_.empty()) {
      log.report(cycle, which + " is one too many" + (text_ ? ": " + text_(item) : ""));
      return;
    }
    if (!(item == expected_.front()))
      log.report(
          cycle,
          which + " differs" +
              (text_ ? ": expected " + text_(expected_.front()) + ", got " + text_(item) : ""));
    expected_.pop_front();
  }

  std::string name_;
  const std::uint8_t& valid_;
  std::uint8_t& ready_;
  StallSource stall_;
  Get get_;
  Text text_;
  ReadyPolicy policy_;
  StreamChecker<Item> checker_;
  std::deque<Item> expected_;
  std::size_t received_ = 0;
  bool validSeen_ = false;
};

} // namespace weft::sim
