// segment_memory.cpp: Memory behind base registers, as the engines reach it.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/segment_memory.hpp"

#include "sw/runtime/command_fault.hpp"

#include <algorithm>
#include <string>

namespace weft {
namespace {

std::string runText(std::uint32_t base, std::uint32_t offset, std::uint64_t bytes) {
  return "the run of " + std::to_string(bytes) + " bytes at offset " + std::to_string(offset) +
         " of base register " + std::to_string(base);
}

} // namespace

void SegmentMemory::bind(std::uint32_t base, std::span<std::uint8_t> bytes, std::uint64_t limit) {
  segments_.at(base) = {bytes, limit, std::vector<std::uint8_t>(bytes.size(), 0)};
}

void SegmentMemory::noteWritten(std::uint32_t base, std::uint64_t offset, std::uint64_t bytes) {
  std::fill_n(segments_.at(base).written.begin() + static_cast<std::ptrdiff_t>(offset), bytes,
              std::uint8_t{1});
}

void SegmentMemory::checkRun(std::uint32_t base, std::uint32_t offset, std::uint64_t bytes) const {
  const std::uint64_t limit = segments_.at(base).limit;
  if (offset % busBytes_ != 0)
    throw CommandFault(isa::ErrorCode::limit, runText(base, offset, bytes) +
                                                  " begins at no multiple of the bus width, " +
                                                  std::to_string(busBytes_) + " bytes");
  if (offset + bytes > limit)
    throw CommandFault(isa::ErrorCode::limit, runText(base, offset, bytes) +
                                                  " leaves its limit of " + std::to_string(limit) +
                                                  " bytes");
}

void SegmentMemory::expectMemory(std::uint32_t base, std::uint32_t offset, std::uint64_t bytes,
                                 isa::ErrorCode otherwise) const {
  if (offset + bytes > segments_[base].bytes.size())
    throw CommandFault(otherwise, runText(base, offset, bytes) + " lies behind all memory");
}

std::span<const std::uint8_t> SegmentMemory::read(std::uint32_t base, std::uint32_t offset,
                                                  std::uint64_t bytes) const {
  checkRun(base, offset, bytes);
  expectMemory(base, offset, bytes, isa::ErrorCode::readResponse);
  const Segment& segment = segments_[base];
  const auto written = std::span(segment.written).subspan(offset, bytes);
  const auto hole = std::ranges::find(written, std::uint8_t{0});
  if (hole != written.end())
    throw CommandFault(std::nullopt, runText(base, offset, bytes) +
                                         " is read before anything has written its byte " +
                                         std::to_string(hole - written.begin()));
  return segment.bytes.subspan(offset, bytes);
}

std::span<std::uint8_t> SegmentMemory::write(std::uint32_t base, std::uint32_t offset,
                                             std::uint64_t bytes) {
  checkRun(base, offset, bytes);
  expectMemory(base, offset, bytes, isa::ErrorCode::writeResponse);
  noteWritten(base, offset, bytes);
  return segments_[base].bytes.subspan(offset, bytes);
}

} // namespace weft
