// byte_beat.hpp: A stream item of bytes with an optional last flag, for data streams of any width.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace weft::sim {

/// One beat or word.
struct ByteBeat {
  std::vector<std::uint8_t> data;
  bool last = false;
  bool operator==(const ByteBeat&) const = default;
};

/// The bytes in hexadecimal, highest first, as a waveform shows them.
inline std::string toText(const ByteBeat& beat) {
  std::string text;
  for (auto byte = beat.data.rbegin(); byte != beat.data.rend(); ++byte) {
    text += "0123456789abcdef"[*byte >> 4];
    text += "0123456789abcdef"[*byte & 15];
  }
  return beat.last ? text + " last" : text;
}

} // namespace weft::sim
