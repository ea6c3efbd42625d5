// post_engine_memory.hpp: Reader, writer and memory behind the post engine in its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/byte_beat.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/memory_image.hpp"
#include "verif/harness/run_port.hpp"
#include "verif/harness/stall.hpp"
#include "verif/harness/stream_checker.hpp"

#include <algorithm>
#include <cstring>
#include <deque>

namespace weft::sim {

/// Takes both streams of runs, answers reads `latency` cycles later, writes what comes, and moves
/// one beat per cycle in both directions together, as a memory port does. Shape `S` has Dut, kBus
/// and kAddress.
template <class S> class PostEngineMemory : public Agent {
public:
  static constexpr unsigned kLatency = 20;

  PostEngineMemory(typename S::Dut& dut, MemoryImage& image, unsigned stallPercent)
      : dut_(dut), image_(image), stall_(11, 0, stallPercent) {
    dut_.read_beat_valid_i = dut_.run_done_i = 0;
  }

  void drive() override {
    dut_.read_run_ready_i = reads_.size() < kQueuedBeats && !stall_.refuse();
    dut_.write_run_ready_i = runs_.size() < kQueuedRuns && !stall_.refuse();
    if (beatTaken_)
      dut_.read_beat_valid_i = 0;
    beatTaken_ = false;
    if (!dut_.read_beat_valid_i)
      offerBeat();
    dut_.write_beat_ready_i = credit_ > 0 && beats_.size() < kQueuedBeats && !stall_.refuse();
    dut_.run_done_i = answersDue_ != 0 && !stall_.refuse();
    answersDue_ -= dut_.run_done_i;
  }

  void sample(std::uint64_t cycle, ViolationLog& log) override {
    now_ = cycle;
    credit_ = std::min(credit_ + 1, 4);
    checkRuns(cycle, log);
    if (dut_.read_run_valid_o && dut_.read_run_ready_i)
      queueRead(getRun(dut_.read_run_data_o, S::kAddress), cycle, log);
    if (dut_.read_beat_valid_i && dut_.read_beat_ready_o)
      takeBeat();
    if (dut_.write_run_valid_o && dut_.write_run_ready_i)
      runs_.push_back(getRun(dut_.write_run_data_o, S::kAddress));
    if (dut_.write_beat_valid_o && dut_.write_beat_ready_i)
      receiveBeat();
    finishRuns(cycle, log);
  }

  /// True when nothing is under way.
  bool done() const override {
    return reads_.empty() && runs_.empty() && beats_.empty() && answersDue_ == 0;
  }

  std::uint64_t readBeats() const { return readBeats_; }
  std::uint64_t writtenBeats() const { return writtenBeats_; }

private:
  static constexpr std::size_t kQueuedBeats = 256, kQueuedRuns = 8;

  struct DueBeat {
    std::uint64_t cycle;
    ByteBeat beat;
  };

  void checkRuns(std::uint64_t cycle, ViolationLog& log) {
    const auto numbers = [](const ByteRun& run) { return std::pair(run.address, run.bytes); };
    readRule_.check(cycle, dut_.read_run_valid_o, dut_.read_run_ready_i,
                    numbers(getRun(dut_.read_run_data_o, S::kAddress)), log);
    writeRule_.check(cycle, dut_.write_run_valid_o, dut_.write_run_ready_i,
                     numbers(getRun(dut_.write_run_data_o, S::kAddress)), log);
    std::vector<std::uint8_t> bytes(S::kBus);
    getBytes(dut_.write_beat_data_o, bytes.data(), S::kBus);
    beatRule_.check(cycle, dut_.write_beat_valid_o, dut_.write_beat_ready_i, bytes, log);
  }

  bool isInside(const ByteRun& run, std::uint64_t cycle, ViolationLog& log) const {
    const bool inside = run.bytes != 0 && run.address % S::kBus == 0 &&
                        run.address >= image_.base &&
                        run.address + run.bytes <= image_.base + image_.bytes.size();
    if (!inside)
      log.report(cycle, "a run leaves the memory: " + hexText(run.address));
    return inside;
  }

  void queueRead(const ByteRun& run, std::uint64_t cycle, ViolationLog& log) {
    if (!isInside(run, cycle, log))
      return;
    const std::uint32_t count = run.beats(S::kBus);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint8_t* from = image_.at(run.address + std::uint64_t{i} * S::kBus);
      reads_.push_back({cycle + kLatency, {{from, from + S::kBus}, i + 1 == count}});
    }
  }

  void offerBeat() {
    if (reads_.empty() || reads_.front().cycle > now_ || credit_ <= 0 || stall_.refuse()) {
      std::memset(&dut_.read_beat_data_i, static_cast<int>(stall_.next() & 255), S::kBus);
      return;
    }
    setBytes(dut_.read_beat_data_i, reads_.front().beat.data.data(), S::kBus);
    dut_.read_beat_last_i = reads_.front().beat.last;
    dut_.read_beat_valid_i = 1;
  }

  void takeBeat() {
    reads_.pop_front();
    beatTaken_ = true;
    ++readBeats_;
    --credit_;
  }

  void receiveBeat() {
    beats_.emplace_back(S::kBus);
    getBytes(dut_.write_beat_data_o, beats_.back().data(), S::kBus);
    ++writtenBeats_;
    --credit_;
  }

  void finishRuns(std::uint64_t cycle, ViolationLog& log) {
    while (!runs_.empty() && beats_.size() >= runs_.front().beats(S::kBus)) {
      const ByteRun run = runs_.front();
      runs_.pop_front();
      const bool inside = isInside(run, cycle, log);
      for (std::uint32_t done = 0; done < run.bytes; done += S::kBus) {
        if (inside)
          std::copy_n(beats_.front().begin(), std::min(S::kBus, run.bytes - done),
                      image_.at(run.address + done));
        beats_.pop_front();
      }
      ++answersDue_;
    }
  }

  typename S::Dut& dut_;
  MemoryImage& image_;
  StallSource stall_;
  std::deque<DueBeat> reads_;
  std::deque<ByteRun> runs_;
  std::deque<std::vector<std::uint8_t>> beats_;
  StreamChecker<std::pair<std::uint64_t, std::uint32_t>> readRule_{"read_run"},
      writeRule_{"write_run"};
  StreamChecker<std::vector<std::uint8_t>> beatRule_{"write_beat"};
  unsigned answersDue_ = 0;
  int credit_ = 1;
  bool beatTaken_ = false;
  std::uint64_t now_ = 0, readBeats_ = 0, writtenBeats_ = 0;
};

} // namespace weft::sim
