// segment_memory.hpp: Memory behind base registers, as the engines reach it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/engines.hpp"
#include "gen/isa/registers.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// Up to `isa::baseCount` segments of bytes, owned by the caller, and which of their bytes anybody
/// has written. Offsets count modulo 2^32, as in the address generators.
class SegmentMemory {
public:
  /// `busBytes`: every run of an engine must begin at a multiple of it.
  explicit SegmentMemory(std::uint32_t busBytes) : busBytes_(busBytes) {}

  /// Sets a base register to a segment, and its limit, which no run may pass. Nothing of the
  /// segment counts as written. Accesses behind the segment but within the limit throw
  /// CommandFault: READ_RESPONSE or WRITE_RESPONSE.
  void bind(std::uint32_t base, std::span<std::uint8_t> bytes, std::uint64_t limit);

  /// The host has written `bytes` bytes at `offset`.
  void noteWritten(std::uint32_t base, std::uint64_t offset, std::uint64_t bytes);

  /// A run of an engine. Throws CommandFault: LIMIT when it leaves the limit or begins at no
  /// multiple of the bus width, without a code when a byte of it was never written.
  std::span<const std::uint8_t> read(std::uint32_t base, std::uint32_t offset,
                                     std::uint64_t bytes) const;

  /// The bytes of a run that an engine writes: all of them count as written. Throws CommandFault:
  /// LIMIT as `read`.
  std::span<std::uint8_t> write(std::uint32_t base, std::uint32_t offset, std::uint64_t bytes);

  /// All bytes behind a base register.
  std::span<std::uint8_t> segment(std::uint32_t base) const { return segments_.at(base).bytes; }

  /// What `read` and `write` say about the place of a run.
  void checkRun(std::uint32_t base, std::uint32_t offset, std::uint64_t bytes) const;

private:
  void expectMemory(std::uint32_t base, std::uint32_t offset, std::uint64_t bytes,
                    isa::ErrorCode otherwise) const;

  struct Segment {
    std::span<std::uint8_t> bytes;
    std::uint64_t limit = 0;
    std::vector<std::uint8_t> written; ///< by byte: 0 or 1
  };

  std::uint32_t busBytes_;
  std::array<Segment, isa::kBaseCount> segments_;
};

} // namespace weft
