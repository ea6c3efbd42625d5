// command_interpreter.hpp: Executes a program's commands, engines in any legal order.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "gen/isa/commands.hpp"
#include "gen/num/nonlinear.hpp"
#include "gen/num/random.hpp"
#include "sw/runtime/memory_image.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace weft::testing {

/// The accelerator as its commands define it, without time: on-chip memories, token counters, one
/// queue an engine. Which of the engines that could run next does so is drawn at random, so that a
/// missing token shows as a wrong result. Accesses outside a memory or a base register's limit
/// throw.
class CommandInterpreter {
public:
  CommandInterpreter(const Config& config, MemoryImage& image, std::uint64_t seed);

  /// Runs the whole program. Throws std::runtime_error when no engine can go on (a deadlock).
  void run(const Program& program);

private:
  struct Queued {
    std::vector<std::uint32_t> words;
  };

  void enqueue(const Program& program);
  bool ready(const Queued& command) const;
  void step(std::size_t engine);
  void execute(std::span<const std::uint32_t> words);
  void execute(const isa::Load& load);
  void execute(const isa::Matmul& matmul);
  void execute(const isa::Store& store);
  void execute(const isa::Attention& attention);
  void execute(const isa::Softmax& softmax);
  void execute(const isa::Post& post);
  void storeRow(const isa::Store& store, std::uint32_t row, std::uint64_t address);
  /// The bytes as words of a bank, zero beyond the end of the last one.
  void placeRow(std::span<const std::uint8_t> bytes, std::uint32_t destination, std::size_t word,
                std::size_t wordStep);
  std::span<std::uint8_t> memory(std::uint32_t base, std::uint64_t offset, std::uint64_t bytes);
  std::vector<std::uint8_t>& bank(std::uint32_t destination);
  std::size_t wordBytes(std::uint32_t destination) const;

  const Config& config_;
  MemoryImage& image_;
  num::Random random_;
  num::Nonlinear nonlinear_;
  std::vector<std::uint8_t> activations_, weights_, parameters_;
  std::vector<std::int32_t> accumulator_;
  std::array<int, isa::tokenCount> tokens_{};
  std::array<std::deque<Queued>, isa::engineCount> queues_;
};

} // namespace weft::testing
