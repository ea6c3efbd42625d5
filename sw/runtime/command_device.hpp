// command_device.hpp: A program's commands, executed without time, as a device.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/runtime/command_machine.hpp"
#include "sw/runtime/command_text.hpp"
#include "sw/runtime/device.hpp"
#include "sw/runtime/memory_image.hpp"

#include <functional>
#include <span>
#include <vector>

namespace weft {

struct CommandOptions {
  std::uint64_t seed = 1; ///< of the order in which engines that could all run do so
  Scalars scalars{};      ///< run-time lengths of attention commands
  /// Called with the memory and the ring after the inputs are in place: fault injection.
  std::function<void(MemoryImage&, std::span<std::uint32_t> ring)> beforeStart;
};

/// One program in a memory of its own; run() may be called again with other inputs. Everything that
/// a board would get, memory, ring, base registers with limits, scalars, goes to a CommandMachine.
class CommandDevice : public Device {
public:
  /// Graph, program and configuration must outlive it.
  CommandDevice(const Graph& graph, const Program& program, const Config& config,
                CommandOptions options);

  /// Where the commands stop, the error has the codes of the hardware; what the hardware would not
  /// notice is a violation. Throws Interrupted.
  DeviceRun run(const std::vector<Tensor>& inputs) override;

private:
  SegmentMemory boundMemory();
  DeviceError errorOf(const MachineStop& stop, const CommandMachine& machine) const;

  const Graph& graph_;
  const Program& program_;
  const Config& config_;
  CommandOptions options_;
  MemoryImage image_;
  std::vector<std::uint32_t> ring_;
};

} // namespace weft
