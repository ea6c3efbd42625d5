// address_map.hpp: Windows of the AXI address space backed by host memory; guarded zones.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>

namespace weft::sim {

/// Which host bytes stand behind an AXI address, and where nothing may be touched.
class AddressMap {
public:
  /// Backs [address, address + size) by `host`, which must outlive the map. Returns false, and
  /// changes nothing, when the window is empty or overlaps another one.
  bool map(std::uint64_t address, std::uint64_t size, std::uint8_t* host) {
    if (size == 0 || overlaps(windows_, address, size))
      return false;
    windows_[address] = {size, host};
    return true;
  }

  /// Forbids every access to [address, address + size). Overlapping guards are refused with false.
  bool guard(std::uint64_t address, std::uint64_t size) {
    if (size == 0 || overlaps(guards_, address, size))
      return false;
    guards_[address] = {size, nullptr};
    return true;
  }

  /// Forgets all windows and guards.
  void clear() {
    windows_.clear();
    guards_.clear();
  }

  /// Host address of a range that lies inside one window; nullptr otherwise.
  std::uint8_t* find(std::uint64_t address, std::uint64_t size) const {
    auto next = windows_.upper_bound(address);
    if (next == windows_.begin())
      return nullptr;
    const auto& [start, window] = *std::prev(next);
    const std::uint64_t offset = address - start;
    return offset < window.size && size <= window.size - offset ? window.host + offset : nullptr;
  }

  /// True when the range touches a guarded zone.
  bool guarded(std::uint64_t address, std::uint64_t size) const {
    return !guards_.empty() && overlaps(guards_, address, size);
  }

private:
  struct Range {
    std::uint64_t size = 0;
    std::uint8_t* host = nullptr;
  };
  using Ranges = std::map<std::uint64_t, Range>;

  static bool overlaps(const Ranges& ranges, std::uint64_t address, std::uint64_t size) {
    auto next = ranges.lower_bound(address + size);
    if (next == ranges.begin())
      return false;
    const auto& [start, range] = *std::prev(next);
    return start + range.size > address;
  }

  Ranges windows_;
  Ranges guards_;
};

} // namespace weft::sim
