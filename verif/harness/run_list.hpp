// run_list.hpp: Runs of bytes for the benches of the DMA: corner cases first, then random ones.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/stall.hpp"

#include <cstdint>
#include <vector>

namespace weft::sim {

/// A contiguous range of bytes that starts on a bus beat.
struct ByteRun {
  std::uint64_t address;
  std::uint32_t bytes;

  std::uint32_t beats(unsigned busBytes) const { return (bytes + busBytes - 1) / busBytes; }
};

/// Runs inside [base, base + size), size at least 16 KiB: one byte, one beat, a beat and a byte,
/// runs that end at, begin at and cross a 4 KiB boundary, one of several pages; then `random` more.
inline std::vector<ByteRun> interestingRuns(std::uint64_t base, std::uint64_t size,
                                            unsigned busBytes, unsigned random,
                                            std::uint64_t seed) {
  const std::uint32_t bus = busBytes;
  const std::uint64_t beat = busBytes; // the same as a distance between addresses
  std::vector<ByteRun> runs = {{base, 1},
                               {base + beat, bus},
                               {base, bus + 1},
                               {base + 4096 - beat, bus},
                               {base + 4096, 3},
                               {base + 4096 - beat, 2 * bus},
                               {base + 4096 - 3 * beat, 20 * bus - 1},
                               {base + beat, 9000},
                               {base + 2 * beat, bus - 1}};
  StallSource draw(seed, 7, 0);
  for (unsigned i = 0; i < random; ++i) {
    const std::uint64_t most = draw.next() % 4 == 0 ? 2000 : 8 * beat;
    const auto bytes = static_cast<std::uint32_t>(1 + draw.next() % most);
    const std::uint64_t places = (size - bytes) / beat;
    runs.push_back({base + draw.next() % places * beat, bytes});
  }
  return runs;
}

} // namespace weft::sim
