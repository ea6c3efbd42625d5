// command_machine.cpp: Runs a ring of commands without time: the accelerator as a function.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/command_machine.hpp"

#include "gen/config/derived.hpp"
#include "gen/num/error.hpp"
#include "sw/runtime/command_fault.hpp"
#include "sw/tensor/interruption.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace weft {
namespace {

bool holds(std::uint32_t mask, std::size_t token) { return (mask >> token & 1U) != 0; }

} // namespace

CommandMachine::CommandMachine(const Config& config, SegmentMemory& memory, const Scalars& scalars,
                               std::uint64_t seed)
    : kind_(machineKind(config)), engines_(config, memory, scalars), random_(seed) {}

std::optional<MachineStop> CommandMachine::run(std::span<const std::uint32_t> ring) {
  if (auto stop = enqueue(ring))
    return stop;
  for (;;) {
    stopIfInterrupted();
    std::vector<std::size_t> runnable;
    bool waiting = false;
    for (std::size_t engine = 0; engine < queues_.size(); ++engine) {
      waiting = waiting || waits(engine);
      if (waits(engine) && ready(queues_[engine].front()))
        runnable.push_back(engine);
    }
    if (runnable.empty())
      return waiting ? std::optional(deadlock()) : std::nullopt;
    if (auto stop = step(runnable[random_.below(runnable.size())]))
      return stop;
  }
}

std::optional<MachineStop> CommandMachine::enqueue(std::span<const std::uint32_t> ring) {
  std::size_t slot = 0;
  for (std::size_t command = 0; slot * isa::kSlotWords < ring.size(); ++command) {
    const auto words = ring.subspan(slot * isa::kSlotWords);
    if (auto stop = accept({words, command, slot}))
      return stop;
    slot += static_cast<std::size_t>(isa::findFormat(isa::opcodeOf(words[0]))->slots);
  }
  return std::nullopt;
}

std::optional<MachineStop> CommandMachine::accept(const Queued& command) {
  if (const auto fault = isa::faultOf(command.words, kind_))
    return MachineStop{fault, isa::Engine::processor, command.command, command.slot, {}, {}};
  const isa::CommandFormat& format = *isa::findFormat(isa::opcodeOf(command.words[0]));
  const auto words = static_cast<std::size_t>(format.slots) * isa::kSlotWords;
  const Queued whole{command.words.first(words), command.command, command.slot};
  if (format.engine == isa::Engine::processor)
    return execute(format.engine, whole);
  queues_[static_cast<std::size_t>(format.engine)].push_back(whole);
  return std::nullopt;
}

bool CommandMachine::ready(const Queued& command) const {
  const std::uint32_t wait = isa::decodeTokens(command.words).wait;
  for (std::size_t token = 0; token < tokens_.size(); ++token)
    if (holds(wait, token) && tokens_[token] == 0)
      return false;
  return true;
}

std::optional<MachineStop> CommandMachine::step(std::size_t engine) {
  const Queued command = queues_[engine].front();
  const isa::Tokens tokens = isa::decodeTokens(command.words);
  for (std::size_t token = 0; token < tokens_.size(); ++token)
    tokens_[token] -= holds(tokens.wait, token) ? 1 : 0;
  if (auto stop = execute(static_cast<isa::Engine>(engine), command))
    return stop;
  for (std::size_t token = 0; token < tokens_.size(); ++token)
    if (holds(tokens.signal, token) && tokens_[token]++ == isa::kMostOfAToken)
      return MachineStop{isa::ErrorCode::tokenOverflow,
                         static_cast<isa::Engine>(engine),
                         command.command,
                         command.slot,
                         {},
                         {}};
  queues_[engine].pop_front();
  ++finished_[engine];
  return std::nullopt;
}

/// The models refuse numbers that no legal command leads to, such as a sum beyond int32.
std::optional<MachineStop> CommandMachine::execute(isa::Engine engine, const Queued& command) {
  const auto stopFor = [&](std::optional<isa::ErrorCode> code, const std::string& sentence) {
    return MachineStop{code, engine, command.command, command.slot, {}, sentence};
  };
  try {
    engines_.execute(command.words);
    return std::nullopt;
  } catch (const CommandFault& fault) {
    return stopFor(fault.code(), fault.what());
  } catch (const DesignError& error) {
    return stopFor(std::nullopt, error.what());
  } catch (const InternalError& error) {
    return stopFor(std::nullopt, error.what());
  }
}

MachineStop CommandMachine::deadlock() const {
  const auto first =
      std::ranges::find_if(queues_, [](const auto& queue) { return !queue.empty(); });
  const Queued& oldest = first->front();
  return {isa::ErrorCode::watchdog, static_cast<isa::Engine>(first - queues_.begin()),
          oldest.command,           oldest.slot,
          isa::State::dependency,   "every command that is left waits for a token"};
}

} // namespace weft
