// command_ring.hpp: A program's commands on their way through the ring, as a driver puts them there
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// The ring in memory. A program that fits lies in it at once; of a longer one whole commands
/// follow as the head leaves room. One slot stays free, so that tail = head means empty.
class CommandRing {
public:
  /// `words`: whole slots. `mostSlots`: of the ring, a power of two, with room for a command.
  CommandRing(std::vector<std::uint32_t> words, std::size_t mostSlots);

  /// The whole program; what is changed here is what the next `begin` puts into the ring.
  std::span<std::uint32_t> program() { return program_; }
  /// What the machine reads.
  std::span<std::uint32_t> memory() { return memory_; }
  std::uint32_t slots() const;

  /// Empties the ring and puts in as many commands as fit; returns the tail.
  std::uint32_t begin();
  /// Puts in what has room while the machine's head stands at `head`; returns the tail.
  std::uint32_t append(std::uint32_t head);

  bool holdsTheRest() const { return appended_ == programSlots(); }
  /// Slots of the program that the machine has left behind when its head stands at `head`.
  std::size_t passed(std::uint32_t head) const;
  /// Slots between `head` and the tail.
  std::size_t waiting(std::uint32_t head) const { return appended_ - passed(head); }

private:
  std::size_t programSlots() const;
  std::size_t slotsOfNext() const;

  std::vector<std::uint32_t> program_, memory_;
  std::size_t appended_ = 0; ///< slots of the program that have been in the ring
};

} // namespace weft
