// fifo.hpp: A queue that allocates nothing once it has grown
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
  T& back() { return items_.back(); }
  T& operator[](std::size_t index) { return items_[head_ + index]; }
  const T& operator[](std::size_t index) const { return items_[head_ + index]; }

  void push(T item) { items_.push_back(std::move(item)); }
  void pop() {
    ++head_;
    if (head_ == items_.size())
      clear();
    else if (head_ >= kMostLeft && 2 * head_ >= items_.size())
      compact();
  }
  void clear() {
    items_.clear();
    head_ = 0;
  }

private:
  static constexpr std::size_t kMostLeft = 64;

  void compact() {
    items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }

  std::vector<T> items_;
  std::size_t head_ = 0;
};

/// Items of a Fifo by number, counted from the first that ever came.
template <class T> class Window {
public:
  T& operator[](std::size_t number) { return items_[number - left_]; }
  const T& operator[](std::size_t number) const { return items_[number - left_]; }

  bool holds(std::size_t number) const { return number >= left_ && number < end(); }
  bool empty() const { return items_.empty(); }
  T& front() { return items_.front(); }
  /// The number of the oldest item, and of the next to come.
  std::size_t begin() const { return left_; }
  std::size_t end() const { return left_ + items_.size(); }
  void push(T item) { items_.push(std::move(item)); }
  void pop() {
    items_.pop();
    ++left_;
  }
  void clear() {
    items_.clear();
    left_ = 0;
  }

private:
  Fifo<T> items_;
  std::size_t left_ = 0;
};

} // namespace weft::timeline
