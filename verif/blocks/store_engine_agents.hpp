// store_engine_agents.hpp: What surrounds the store engine in its bench: accumulator and writer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/attention_formats.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"
#include "verif/harness/stall.hpp"
#include "verif/harness/stream_checker.hpp"

#include <algorithm>
#include <deque>
#include <vector>

namespace weft::sim {

/// A beat; only the bytes of the run count.
struct Beat {
  std::vector<std::uint8_t> bytes;
  friend bool operator==(const Beat& a, const Beat& b) {
    const std::size_t count = std::min(a.bytes.size(), b.bytes.size());
    return std::equal(a.bytes.begin(), a.bytes.begin() + static_cast<std::ptrdiff_t>(count),
                      b.bytes.begin());
  }
};

struct Run {
  std::uint64_t address = 0, bytes = 0;
  friend bool operator==(const Run&, const Run&) = default;
};

/// The accumulator: refuses at random, answers `latency` cycles after it read.
template <class Dut> class Accumulator : public Agent {
public:
  Accumulator(Dut& dut, const std::vector<std::int32_t>& sums, unsigned columns, unsigned latency,
              StallSource stall)
      : dut_(dut), sums_(sums), columns_(columns), stall_(stall), inFlight_(latency, -1) {}

  void drive() override {
    dut_.acc_rd_ready_i = !stall_.refuse();
    const int row = inFlight_.front();
    dut_.acc_rd_data_valid_i = row >= 0;
    for (unsigned c = 0; c < columns_; ++c)
      setBits(dut_.acc_rd_data_i, 32 * c, 32,
              row < 0
                  ? stall_.next()
                  : static_cast<std::uint32_t>(sums_[static_cast<unsigned>(row) * columns_ + c]));
  }

  void sample(std::uint64_t cycle, ViolationLog& log) override {
    const bool valid = dut_.acc_rd_valid_o, ready = dut_.acc_rd_ready_i;
    checker_.check(cycle, valid, ready, dut_.acc_rd_address_o, log);
    inFlight_.pop_front();
    inFlight_.push_back(valid && ready ? static_cast<int>(dut_.acc_rd_address_o) : -1);
  }

  bool done() const override { return true; }

private:
  Dut& dut_;
  const std::vector<std::int32_t>& sums_;
  unsigned columns_;
  StallSource stall_;
  std::deque<int> inFlight_;
  StreamChecker<unsigned> checker_{"accumulator read"};
};

/// The softmax: writes sums of rows, with pauses, in which address and data are anything.
template <class Dut> class RowSumWriter : public Agent {
public:
  RowSumWriter(Dut& dut, StallSource stall) : dut_(dut), stall_(stall) {}

  void push(unsigned row, std::uint32_t sum) { sums_.push_back({row, sum}); }

  void drive() override {
    dut_.row_sum_wr_en_i = !sums_.empty() && !stall_.refuse();
    const auto [row, sum] = dut_.row_sum_wr_en_i
                                ? sums_.front()
                                : Sum{static_cast<unsigned>(stall_.next() % num::kRememberedRows),
                                      static_cast<std::uint32_t>(stall_.next())};
    dut_.row_sum_wr_addr_i = static_cast<std::uint8_t>(row);
    dut_.row_sum_wr_data_i = sum;
    if (dut_.row_sum_wr_en_i)
      sums_.pop_front();
  }

  void sample(std::uint64_t, ViolationLog&) override {}

  bool done() const override { return sums_.empty(); }

private:
  struct Sum {
    unsigned row;
    std::uint32_t sum;
  };

  Dut& dut_;
  StallSource stall_;
  std::deque<Sum> sums_;
};

/// The far side of the writer: answers a run some cycles after its last beat. Checks that done_o
/// follows the answers of its command and nothing else.
template <class Dut> class Responder : public Agent {
public:
  Responder(Dut& dut, unsigned busBytes, StallSource stall)
      : dut_(dut), busBytes_(busBytes), stall_(stall) {}

  void expectCommand(std::size_t runs, std::size_t words = 0) { owed_.push_back({runs, words}); }

  void drive() override {
    dut_.run_done_i = complete() && !stall_.refuse();
    if (dut_.run_done_i)
      answer();
  }

  void sample(std::uint64_t cycle, ViolationLog& log) override {
    if (dut_.run_valid_o && dut_.run_ready_i)
      beatsOfRuns_.push_back((getBits(dut_.run_data_o, 0, 24) + busBytes_ - 1) / busBytes_);
    beats_ += dut_.beat_valid_o && dut_.beat_ready_i;
    if (dut_.activation_wr_valid_o && dut_.activation_wr_ready_i)
      settle(&Owed::words);
    if (!dut_.done_o)
      return;
    if (owed_.empty() || owed_.front().runs != 0 || owed_.front().words != 0)
      log.report(cycle, "done_o without all responses or words");
    else
      owed_.pop_front();
  }

  bool done() const override { return owed_.empty(); }

private:
  struct Owed {
    std::size_t runs, words;
  };

  bool complete() const { return !beatsOfRuns_.empty() && beats_ >= beatsOfRuns_.front(); }

  void answer() {
    beats_ -= beatsOfRuns_.front();
    beatsOfRuns_.pop_front();
    settle(&Owed::runs);
  }

  /// Of the oldest command that waits for one.
  void settle(std::size_t Owed::*part) {
    const auto found =
        std::find_if(owed_.begin(), owed_.end(), [part](const Owed& o) { return o.*part != 0; });
    if (found != owed_.end())
      --((*found).*part);
  }

  Dut& dut_;
  unsigned busBytes_;
  StallSource stall_;
  std::deque<std::uint64_t> beatsOfRuns_;
  std::uint64_t beats_ = 0;
  std::deque<Owed> owed_; ///< unanswered runs and unwritten words of each command
};

} // namespace weft::sim
