// bare_machine.hpp: The Verilated tiny4 behind its registers: a ring, a memory, no compiler.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/read.hpp"
#include "gen/isa/commands.hpp"
#include "gen/isa/registers.hpp"
#include "sw/runtime/simulator_library.hpp"
#include "sw/runtime/simulator_provider.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace weft::testing {

/// What a driver does, step by step. The ring lies at address 0, base register 0 spans the rest of
/// a memory of `dataBytes` bytes behind it.
class BareMachine {
public:
  static constexpr std::uint32_t kRingSlots = 32;
  static constexpr std::uint32_t kDataAddress = kRingSlots * isa::kSlotBytes;
  static constexpr std::uint32_t kDataBytes = 1U << 16;

  /// tiny4 with `overrides`; the memory answers with an error at `errorAddress`.
  explicit BareMachine(std::uint64_t errorAddress = WEFT_SIM_NO_ADDRESS,
                       const std::vector<std::string>& overrides = {})
      : library_(simulator(overrides)), api_(library_.api()) {
    const weft_sim_memory memory = {.latency = 4,
                                    .bytes_per_cycle = 8,
                                    .stall_percent = 0,
                                    .burst_beats = 16,
                                    .error_address = errorAddress,
                                    .seed = 1,
                                    .withheld_channel = 0,
                                    .withheld_address = WEFT_SIM_NO_ADDRESS,
                                    .withheld_cycles = 0};
    sim_ = api_.create(&memory);
    EXPECT_EQ(api_.map(sim_, 0, memory_.size(), memory_.data()), 0);
    EXPECT_EQ(api_.guard(sim_, memory_.size(), kDataBytes), 0);
    api_.clear_events(sim_);
    prepare();
  }
  ~BareMachine() { api_.destroy(sim_); }
  BareMachine(const BareMachine&) = delete;
  BareMachine& operator=(const BareMachine&) = delete;

  /// Ring, base register 0 and no interrupt: what a driver sets before its first start.
  void prepare() {
    write(isa::reg::kRingBaseLow, 0);
    write(isa::reg::kRingSize, kRingSlots);
    write(isa::reg::base(0), kDataAddress);
    write(isa::reg::limit(0), kDataBytes);
    next_ = 0;
  }

  /// The bytes that base register 0 spans.
  template <class T> void put(std::uint32_t offset, const std::vector<T>& values) {
    std::memcpy(&memory_.at(kDataAddress + offset), values.data(), values.size() * sizeof(T));
  }
  template <class T> std::vector<T> get(std::uint32_t offset, std::size_t count) const {
    std::vector<T> values(count);
    std::memcpy(values.data(), &memory_.at(kDataAddress + offset), count * sizeof(T));
    return values;
  }

  /// Puts a command into the next slots of the ring; the accelerator does not know of it yet.
  template <class Command> void append(const Command& command, const isa::Tokens& tokens = {}) {
    append(isa::encode(command, tokens));
  }
  void append(const std::vector<std::uint32_t>& words) {
    for (const std::uint32_t word : words) {
      std::memcpy(&memory_.at(next_), &word, sizeof word);
      next_ = (next_ + sizeof word) % kDataAddress;
    }
  }
  /// The slot behind the last command.
  std::uint32_t tail() const { return next_ / isa::kSlotBytes; }
  void ringDoorbell() { write(isa::reg::kRingTail, tail()); }
  void start() { write(isa::reg::kControl, isa::kControlStart); }

  void write(std::uint32_t offset, std::uint32_t value) {
    EXPECT_EQ(api_.write(sim_, offset, value), 0) << offset;
  }
  std::uint32_t read(std::uint32_t offset) const {
    std::uint32_t value = 0;
    EXPECT_EQ(api_.read(sim_, offset, &value), 0) << offset;
    return value;
  }
  std::uint64_t readPair(std::uint32_t offset) const {
    const std::uint64_t low = read(offset);
    return low | std::uint64_t{read(offset + 4)} << 32;
  }
  void wait(std::uint64_t cycles) { api_.run(sim_, cycles); }

  /// Runs until the accelerator stands still; false when it never does.
  bool waitUntilIdle() {
    for (int i = 0; i < 10000; ++i) {
      const std::uint32_t status = read(isa::reg::kStatus);
      if ((status & (isa::kStatusRunning | isa::kStatusResetting)) == 0)
        return true;
      wait(20);
    }
    return false;
  }
  /// The code of the error that stopped the accelerator.
  isa::ErrorCode error() const {
    return static_cast<isa::ErrorCode>(read(isa::reg::kErrorCode) & 0xffU);
  }

  /// What went wrong on the bus or against an assertion so far, empty when nothing did.
  std::string violation() const {
    const char* text = api_.violation(sim_);
    return text == nullptr ? "" : text;
  }
  /// Pulls the reset pin; the memory goes on answering when the accelerator is `alone`.
  void reset(std::uint32_t clocks, bool alone) {
    api_.reset(sim_, clocks, alone ? 1 : 0);
    prepare();
  }

  /// Commands that the engines have finished since the machine was made.
  std::vector<weft_sim_event> finished() const {
    const weft_sim_event* first = nullptr;
    const std::uint64_t count = api_.events(sim_, &first);
    return {first, first + count};
  }

private:
  static const std::filesystem::path& simulator(const std::vector<std::string>& overrides) {
    static std::map<std::vector<std::string>, std::filesystem::path> files;
    auto& file = files[overrides];
    if (file.empty())
      file = simulatorFor(loadConfig("tiny4", overrides), SimulatorKind::watched, true).library;
    return file;
  }

  SimulatorLibrary library_;
  const weft_sim_api_table& api_;
  weft_sim* sim_ = nullptr;
  std::vector<std::uint8_t> memory_ = std::vector<std::uint8_t>(kDataAddress + kDataBytes);
  std::uint32_t next_ = 0; ///< address of the first free slot
};

} // namespace weft::testing
