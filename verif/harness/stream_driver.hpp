// stream_driver.hpp: Feeds items into a valid/ready stream, with random pauses.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/stall.hpp"

#include <cstdint>
#include <deque>
#include <functional>

namespace weft::sim {

/// Drives a stream input of a block. Valid never waits for ready. While valid is low the payload is
/// scribbled over: nobody may look at it.
template <class Item> class StreamDriver : public Agent {
public:
  using Put = std::function<void(const Item&)>;
  using Noise = std::function<void(std::uint64_t random)>;

  /// `valid`, `ready`: the one-bit ports. `put` writes an item to the payload ports; `noise` writes
  /// anything (may be empty).
  StreamDriver(std::uint8_t& valid, const std::uint8_t& ready, StallSource stall, Put put,
               Noise noise = {})
      : valid_(valid), ready_(ready), stall_(stall), put_(std::move(put)),
        noise_(std::move(noise)) {
    valid_ = 0;
  }

  void push(Item item) { items_.push_back(std::move(item)); }

  /// Items that the block has taken.
  std::size_t taken() const { return takenCount_; }

  void drive() override {
    if (taken_)
      retire();
    if (valid_)
      return;
    if (!items_.empty() && !stall_.refuse()) {
      put_(items_.front());
      valid_ = 1;
    } else if (noise_) {
      noise_(stall_.next());
    }
  }

  void sample(std::uint64_t, ViolationLog&) override { taken_ = valid_ && ready_; }

  bool done() const override { return items_.empty(); }

private:
  void retire() {
    items_.pop_front();
    ++takenCount_;
    valid_ = 0;
    taken_ = false;
  }

  std::uint8_t& valid_;
  const std::uint8_t& ready_;
  StallSource stall_;
  Put put_;
  Noise noise_;
  std::deque<Item> items_;
  std::size_t takenCount_ = 0;
  bool taken_ = false;
};

} // namespace weft::sim
