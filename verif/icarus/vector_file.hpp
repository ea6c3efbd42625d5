// vector_file.hpp: Items for the Icarus benches: fields of bits, one line of hexadecimal an item.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/error.hpp"

#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace weft {

/// One item under construction; the first field is the lowest.
class Item {
public:
  /// Appends the low `width` (1..64) bits of `value`.
  Item& add(std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i)
      bits_.push_back((value >> i & 1) != 0);
    return *this;
  }

  /// Appends every element of `values`, element 0 lowest.
  template <class Values> Item& addAll(const Values& values, int width) {
    for (const auto value : values)
      add(static_cast<std::uint64_t>(static_cast<std::int64_t>(value)), width);
    return *this;
  }

  /// Hexadecimal digits, highest first.
  std::string text() const {
    std::string digits;
    for (std::size_t low = 0; low < bits_.size(); low += 4) {
      unsigned digit = 0;
      for (std::size_t i = 0; i < 4 && low + i < bits_.size(); ++i)
        digit |= static_cast<unsigned>(bits_[low + i]) << i;
      digits.insert(digits.begin(), "0123456789abcdef"[digit]);
    }
    return digits;
  }

private:
  std::vector<bool> bits_;
};

/// The two files of a bench, `FOLDER/inputs.hex` and `FOLDER/outputs.hex`.
class VectorFiles {
public:
  /// Throws DesignError when a file cannot be written.
  explicit VectorFiles(const std::string& folder)
      : inputs_(folder + "/inputs.hex"), outputs_(folder + "/outputs.hex") {
    if (!inputs_ || !outputs_)
      throw DesignError("cannot write vectors into " + folder);
  }
  void input(const Item& item) { inputs_ << item.text() << "\n"; }
  void output(const Item& item) { outputs_ << item.text() << "\n"; }

private:
  std::ofstream inputs_, outputs_;
};

/// The exit status of a program that writes its vectors into `folder`: 1 with a message when they
/// cannot be written.
inline int runWriter(const std::string& folder, void (*write)(VectorFiles&)) {
  try {
    VectorFiles files(folder);
    write(files);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}

} // namespace weft
