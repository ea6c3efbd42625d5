// fifo.hpp: a queue that allocates nothing once it has grown
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace weft::timeline {

/// Items in a vector behind the ones that left, which go when the queue runs empty or most of the
/// vector is theirs.
template <class T> class Fifo {
public:
  bool empty() const { return head_ == items_.size(); }
  std::size_t size() const { return items_.size() - head_; }
  T& front() { return items_[head_]; }
  const T& front() const { return items_[head_]; }
  const T& operator[](std::size_t index) const { return items_[head_ + index]; }

  void push(T item) { items_.push_back(std::move(item)); }
  void pop() {
    ++head_;
    if (head_ == items_.size())
      clear();
    else if (head_ >= mostLeft && 2 * head_ >= items_.size())
      compact();
  }
  void clear() {
    items_.clear();
    head_ = 0;
  }

private:
  static constexpr std::size_t mostLeft = 64;

  void compact() {
    items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }

  std::vector<T> items_;
  std::size_t head_ = 0;
};

} // namespace weft::timeline
