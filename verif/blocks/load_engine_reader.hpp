// load_engine_reader.hpp: What stands in for the reader in the bench of the load engine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/byte_beat.hpp"
#include "verif/harness/memory_image.hpp"
#include "verif/harness/run_port.hpp"
#include "verif/harness/stream_checker.hpp"
#include "verif/harness/stream_driver.hpp"

namespace weft::sim {

/// Plays the reader: takes runs, answers with beats, both with random pauses.
template <class S> class FakeReader : public Agent {
public:
  FakeReader(typename S::Dut& dut, MemoryImage& image, unsigned stall)
      : dut_(dut), image_(image), stall_(2, 3, stall),
        beats_(dut.beat_valid_i, dut.beat_ready_o, StallSource(2, 4, stall),
               [this](const ByteBeat& beat) {
                 setBytes(dut_.beat_data_i, beat.data.data(), S::kBus);
                 dut_.beat_last_i = beat.last;
               }) {}

  void drive() override {
    dut_.run_ready_i = !stall_.refuse();
    beats_.drive();
  }

  void sample(std::uint64_t cycle, ViolationLog& log) override {
    const ByteRun run = getRun(dut_.run_data_o, S::kAddress);
    checker_.check(cycle, dut_.run_valid_o, dut_.run_ready_i, {run.address, run.bytes}, log);
    beats_.sample(cycle, log);
    if (dut_.run_valid_o && dut_.run_ready_i)
      answer(run, cycle, log);
  }

  bool done() const override { return beats_.done(); }
  unsigned runs() const { return runs_; }

private:
  void answer(const ByteRun& run, std::uint64_t cycle, ViolationLog& log) {
    ++runs_;
    const std::uint64_t end = run.address + run.bytes;
    if (run.address % S::kBus != 0 || run.address < image_.base ||
        end > image_.base + image_.bytes.size()) {
      log.report(cycle, "a run leaves the memory: " + hexText(run.address));
      return;
    }
    const std::uint32_t count = run.beats(S::kBus);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint8_t* from = image_.at(run.address + std::uint64_t{i} * S::kBus);
      beats_.push({std::vector<std::uint8_t>(from, from + S::kBus), i + 1 == count});
    }
  }

  typename S::Dut& dut_;
  MemoryImage& image_;
  StallSource stall_;
  StreamDriver<ByteBeat> beats_;
  StreamChecker<std::pair<std::uint64_t, std::uint32_t>> checker_{"run"};
  unsigned runs_ = 0;
};

} // namespace weft::sim
