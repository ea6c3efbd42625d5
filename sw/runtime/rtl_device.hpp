// rtl_device.hpp: The Verilated accelerator, driven through its registers and its memory
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/ranges.hpp"
#include "gen/isa/registers.hpp"
#include "sw/runtime/command_ring.hpp"
#include "sw/runtime/device.hpp"
#include "sw/runtime/memory_image.hpp"
#include "sw/runtime/memory_option.hpp"
#include "sw/runtime/simulator_library.hpp"
#include "sw/runtime/wait_chain.hpp"
#include "sw/runtime/wave_output.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <span>

namespace weft {

/// Cycles [from, to] into an FST file, counted as the report counts them: from the begin of the
/// first submission. Between submissions register accesses are traced too.
struct WaveWindow {
  std::filesystem::path file;
  std::uint64_t from = 0;
  std::uint64_t to = UINT64_MAX;
};

/// A channel of the memory that refuses for `cycles`, once, from the first burst that touches
/// `from`, or from the first burst of all: fault injection.
struct WithheldChannel {
  enum class Name : std::uint32_t { ar = 1, r, aw, w, b };
  struct Place {
    std::uint32_t segment = 0;
    std::uint64_t offset = 0;
  };
  Name channel = Name::r;
  std::optional<Place> from;
  std::uint64_t cycles = 0;
};

struct RtlOptions {
  MemoryOption memory;
  std::optional<WithheldChannel> withheld;
  std::uint64_t seed = 1; ///< of the memory's stalls
  std::optional<WaveWindow> wave;
  std::uint64_t cyclesBefore = 0; ///< of submissions of the same report on other devices
  bool timeline = false;          ///< keep what every engine does in every cycle
  std::uint32_t watchdog = isa::kWatchdogReset; ///< cycles without progress until error; 0 = never
  std::array<std::uint32_t, isa::kScalarCount>
      scalars{};                                     ///< run-time lengths of attention commands
  std::uint32_t mostRingSlots = isa::kMostRingSlots; ///< a power of two; longer programs follow
  /// Called with the memory and the program after the inputs are in place and before the doorbell:
  /// fault injection.
  std::function<void(MemoryImage&, std::span<std::uint32_t> ring)> beforeStart;
  /// Called with the memory after the interrupt, before the results are read.
  std::function<void(MemoryImage&)> afterInterrupt;
};

/// The reset pin is low for `clocks`, `after` so many cycles of a run; `alone`: not that of the
/// memory.
struct PinReset {
  std::uint64_t after = 0;
  std::uint32_t clocks = 1;
  bool alone = false;
};

/// One simulator with one program in its memory; run() may be called again with other inputs.
class RtlDevice : public Device {
public:
  /// `simulator` was built from the design of `config`. Throws DesignError when ring and tensors
  /// pass the address width or the memory description is illegal.
  RtlDevice(const Graph& graph, const Program& program, const Config& config,
            const std::filesystem::path& simulator, RtlOptions options);
  ~RtlDevice() override;

  /// Throws Interrupted; InternalError when the design stops answering its registers.
  DeviceRun run(const std::vector<Tensor>& inputs) override;

  std::optional<std::uint64_t> writtenIn(TensorId tensor, std::int64_t row,
                                         std::int64_t column) const override;

  /// Closes the wave file; without this it does not appear. Throws DesignError when it cannot.
  void finish() override;

  /// Drains the bus and resets every engine; run() may follow. Returns the error with which it
  /// ended instead. Throws InternalError when it does not end.
  std::optional<DeviceError> softReset();

  /// Begins a run and cuts it off at the reset pin; run() may follow.
  void runUntilReset(const std::vector<Tensor>& inputs, const PinReset& reset);

  /// Clears the interrupt and lets everything go on for so many cycles.
  void wait(std::uint64_t cycles);

private:
  void withhold(weft_sim_memory& memory) const;
  void mapMemory();
  void programRegisters();
  void prepare(const std::vector<Tensor>& inputs);
  DeviceRun simulate();
  weft_sim_status runToTheEnd();
  std::uint64_t appendCommands();
  void readCounters(DeviceRun& result, std::uint64_t start);
  std::vector<std::uint64_t> operatorEnds(const std::vector<std::uint64_t>& commandEnds) const;
  void readError(DeviceRun& result, StandingMachine machine);
  void startWave();
  StandingMachine standingMachine() const;
  void writeRegister(std::uint32_t offset, std::uint32_t value);
  std::uint32_t readRegister(std::uint32_t offset);
  std::uint64_t readCounter(std::uint32_t offset);

  const Graph& graph_;
  const Program& program_;
  const Config& config_;
  RtlOptions options_;
  SimulatorLibrary library_;
  const weft_sim_api_table& api_;
  std::optional<WaveOutput> wave_; ///< before the simulator, which closes the file, is gone
  weft_sim* sim_ = nullptr;
  std::uint64_t elapsed_ = 0; ///< cycles of the report before the next run
  std::uint64_t lastCycles_ = 0;
  MemoryImage image_;
  CommandRing ring_;
  std::uint64_t ringAddress_ = 0;
  std::array<std::uint64_t, kSegmentCount> segmentAddress_{};
};

} // namespace weft
