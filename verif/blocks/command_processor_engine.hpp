// command_processor_engine.hpp: An engine that takes commands, finishes them, or does neither.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/port_bits.hpp"

#include <cstdint>
#include <deque>
#include <vector>

namespace weft {

/// A command as an engine received it, without the two header words.
struct Received {
  std::uint32_t opcode = 0;
  std::vector<std::uint32_t> words;
  bool operator==(const Received&) const = default;
};

/// The command on the pins of engine `e`.
template <class Dut> Received received(const Dut& dut, std::size_t e) {
  const auto words = [&](const auto& port, unsigned count) {
    std::vector<std::uint32_t> list(count);
    for (unsigned i = 0; i < count; ++i)
      list[i] = static_cast<std::uint32_t>(sim::getBits(port, 32 * i, 32));
    return list;
  };
  switch (e) {
  case 0:
    return {1, words(dut.load_cmd_data_o, 14)};
  case 1:
    return {2, words(dut.array_cmd_data_o, 14)};
  case 2:
    return {dut.store_cmd_opcode_o, words(dut.store_cmd_data_o, 14)};
  case 3:
    return {dut.attention_cmd_opcode_o, words(dut.attention_cmd_data_o, 30)};
  default:
    return {6, words(dut.post_cmd_data_o, 30)};
  }
}

/// An engine as the command processor sees it.
struct PlayedEngine {
  static constexpr std::size_t kMost = 4; ///< commands that it takes

  std::deque<std::uint64_t> ends;    ///< cycle in which each running command is done
  std::deque<std::uint32_t> signals; ///< tokens that they signal
  std::vector<Received> received;
  bool frozen = false;          ///< takes commands, never finishes them
  std::uint32_t stuckState = 1; ///< state shown while frozen
  bool offered = false;
};

} // namespace weft
