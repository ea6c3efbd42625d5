// command_device.cpp: A program's commands, executed without time, as a device.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/command_device.hpp"

#include "sw/runtime/wait_chain.hpp"

#include <utility>

namespace weft {

CommandDevice::CommandDevice(const Graph& graph, const Program& program, const Config& config,
                             CommandOptions options)
    : graph_(graph), program_(program), config_(config), options_(std::move(options)),
      image_(graph, program) {}

DeviceRun CommandDevice::run(const std::vector<Tensor>& inputs) {
  image_.writeInputs(inputs);
  ring_ = program_.words;
  if (options_.beforeStart)
    options_.beforeStart(image_, ring_);
  SegmentMemory memory = boundMemory();
  CommandMachine machine(config_, memory, options_.scalars, options_.seed);
  DeviceRun result;
  if (const auto stop = machine.run(ring_)) {
    if (stop->code)
      result.error = errorOf(*stop, machine);
    else
      result.violation = CommandText(graph_, program_).whole(stop->command) + ": " + stop->sentence;
  } else
    result.violation = image_.firstDamage();
  result.tensors = image_.readStored();
  return result;
}

/// The host has written the constants behind their guard zone, and the inputs.
SegmentMemory CommandDevice::boundMemory() {
  SegmentMemory memory(static_cast<std::uint32_t>(config_.bus.bytes));
  for (std::uint32_t base = 0; base < kSegmentCount; ++base)
    memory.bind(base, image_.segment(base), program_.segmentBytes[base]);
  memory.noteWritten(kConstantBase, kGuardBytes,
                     program_.segmentBytes[kConstantBase] - kGuardBytes);
  for (const TensorId input : graph_.inputs) {
    const Placement& place = program_.placements[input];
    forEachStretch(place, [&](std::uint64_t offset, std::int64_t, std::size_t bytes) {
      memory.noteWritten(place.base, offset, bytes);
    });
  }
  return memory;
}

DeviceError CommandDevice::errorOf(const MachineStop& stop, const CommandMachine& machine) const {
  DeviceError error{.code = static_cast<std::uint32_t>(*stop.code),
                    .command = static_cast<std::uint32_t>(stop.command),
                    .engine = static_cast<std::uint32_t>(stop.engine),
                    .reason = static_cast<std::uint32_t>(stop.reason),
                    .address = stop.slot * isa::kSlotBytes,
                    .message = {}};
  error.message = describe(error);
  if (!isWatchdog(error)) {
    error.message += stop.sentence.empty() ? "" : ": " + stop.sentence;
    return error;
  }
  StandingMachine standing;
  standing.taken = standing.finished = machine.finished();
  standing.ringHead = program_.slots();
  for (std::size_t engine = 0; engine < isa::kEngineCount; ++engine)
    standing.states[engine] = static_cast<std::uint32_t>(
        machine.waits(engine) ? isa::State::dependency : isa::State::noCommand);
  error.message += waitChain(CommandText(graph_, program_), ring_, standing);
  return error;
}

} // namespace weft
