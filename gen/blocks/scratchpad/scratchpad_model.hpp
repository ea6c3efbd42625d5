// scratchpad_model.hpp: The two banks of int8 words between DMA and array.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/error.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// One bank: `words` words of `wordBytes` bytes, element 0 in lane 0.
class ByteBank {
public:
  ByteBank(int words, int wordBytes)
      : wordBytes_(static_cast<std::size_t>(wordBytes)),
        bytes_(static_cast<std::size_t>(words) * wordBytes_) {}

  std::size_t words() const { return bytes_.size() / wordBytes_; }

  /// The bytes of word `address`. Throws InternalError beyond the last word.
  std::span<const std::int8_t> word(std::size_t address) const {
    return std::span(bytes_).subspan(offset(address), wordBytes_);
  }

  /// Writes one whole word. Throws InternalError beyond the last word or for a wrong length.
  void write(std::size_t address, std::span<const std::int8_t> data) {
    if (data.size() != wordBytes_)
      throw InternalError("scratchpad: a write must be one whole word");
    std::ranges::copy(data, bytes_.begin() + static_cast<std::ptrdiff_t>(offset(address)));
  }

private:
  std::size_t offset(std::size_t address) const {
    if (address >= words())
      throw InternalError("scratchpad: address beyond the last word");
    return address * wordBytes_;
  }

  std::size_t wordBytes_;
  std::vector<std::int8_t> bytes_;
};

/// Activation words of `rows` bytes, weight words of `columns` bytes.
struct ScratchpadModel {
  ByteBank activations;
  ByteBank weights;
};

} // namespace weft
