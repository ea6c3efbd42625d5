// command_machine.hpp: Runs a ring of commands without time: the accelerator as a function.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "gen/isa/commands.hpp"
#include "gen/num/random.hpp"
#include "sw/runtime/command_engines.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>

namespace weft {

/// Why a machine has stopped before the end of its ring. Engine, command and reason are what the
/// ERROR registers would hold.
struct MachineStop {
  std::optional<isa::ErrorCode> code; ///< none: the hardware would not notice
  isa::Engine engine = isa::Engine::processor;
  std::size_t command = 0; ///< index in the ring, the first is 0
  std::size_t slot = 0;    ///< of the command
  isa::State reason = isa::State::busy;
  std::string sentence;
};

/// Five engines with a queue each, the tokens between them, and what they hold on chip. A command
/// runs, whole, when it is the oldest of its engine and every token that it waits for is there.
/// Which of several that could run does so is drawn at random, so that a token that is missing
/// shows: as a wrong result, or because something is read that was not written yet.
class CommandMachine {
public:
  /// `config` and `memory` (base registers, limits, contents) must outlive it. `seed`: of the
  /// order.
  CommandMachine(const Config& config, SegmentMemory& memory, const Scalars& scalars,
                 std::uint64_t seed);

  /// Runs every command of `ring`, whole slots of 16 words; returns nothing when all have run.
  /// Commands with an illegal field stop it before any other runs; a deadlock is a WATCHDOG of the
  /// first engine that waits. Throws Interrupted.
  std::optional<MachineStop> run(std::span<const std::uint32_t> ring);

  /// Commands of each engine that have run.
  const std::array<std::uint64_t, isa::kEngineCount>& finished() const { return finished_; }
  /// Whether an engine has commands that have not.
  bool waits(std::size_t engine) const { return !queues_[engine].empty(); }

private:
  struct Queued {
    std::span<const std::uint32_t> words;
    std::size_t command, slot;
  };

  std::optional<MachineStop> enqueue(std::span<const std::uint32_t> ring);
  std::optional<MachineStop> accept(const Queued& command);
  std::optional<MachineStop> execute(isa::Engine engine, const Queued& command);
  std::optional<MachineStop> step(std::size_t engine);
  bool ready(const Queued& command) const;
  MachineStop deadlock() const;

  num::MachineKind kind_;
  CommandEngines engines_;
  num::Random random_;
  std::array<std::uint32_t, isa::kTokenCount> tokens_{};
  std::array<std::deque<Queued>, isa::kEngineCount> queues_;
  std::array<std::uint64_t, isa::kEngineCount> finished_{};
};

} // namespace weft
