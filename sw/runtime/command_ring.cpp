// command_ring.cpp: A program's commands on their way through the ring, as a driver puts them there
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/command_ring.hpp"

#include "gen/isa/format.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace weft {

CommandRing::CommandRing(std::vector<std::uint32_t> words, std::size_t mostSlots)
    : program_(std::move(words)),
      memory_(std::min(std::bit_ceil(programSlots() + 1), mostSlots) * isa::kSlotWords, 0) {}

std::uint32_t CommandRing::slots() const {
  return static_cast<std::uint32_t>(memory_.size() / isa::kSlotWords);
}

std::size_t CommandRing::programSlots() const { return program_.size() / isa::kSlotWords; }

/// As its header says; a ring never ends inside a command.
std::size_t CommandRing::slotsOfNext() const {
  const std::uint32_t header = program_[appended_ * isa::kSlotWords];
  const std::uint32_t said = isa::extract(isa::headerField(isa::HeaderField::slots), header);
  return std::clamp<std::size_t>(said, 1, programSlots() - appended_);
}

std::uint32_t CommandRing::begin() {
  appended_ = 0;
  return append(0);
}

std::uint32_t CommandRing::append(std::uint32_t head) {
  std::size_t room = slots() - 1 - waiting(head);
  while (!holdsTheRest() && slotsOfNext() <= room) {
    room -= slotsOfNext();
    for (std::size_t end = appended_ + slotsOfNext(); appended_ < end; ++appended_)
      std::copy_n(program_.begin() + static_cast<std::ptrdiff_t>(appended_ * isa::kSlotWords),
                  isa::kSlotWords,
                  memory_.begin() +
                      static_cast<std::ptrdiff_t>(appended_ % slots() * isa::kSlotWords));
  }
  return static_cast<std::uint32_t>(appended_ % slots());
}

std::size_t CommandRing::passed(std::uint32_t head) const {
  const std::size_t tail = appended_ % slots();
  return appended_ - (tail + slots() - head) % slots();
}

} // namespace weft
