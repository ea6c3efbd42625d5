// matmul_engine_agents.hpp: What stands around the Verilated matmul engine in its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/matmul_engine_model.hpp"
#include "gen/isa/engines.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include <algorithm>
#include <deque>
#include <optional>

namespace weft {

/// A request and what was asked, `delay` cycles later.
template <class Item> class Pipe {
public:
  explicit Pipe(unsigned delay) : items_(delay) {}
  std::optional<Item> shift(std::optional<Item> item) {
    items_.push_back(std::move(item));
    std::optional<Item> due = std::move(items_.front());
    items_.pop_front();
    return due;
  }

private:
  std::deque<std::optional<Item>> items_;
};

/// Scratchpad and accumulator as the engine sees them: a row that is added to is read when it is
/// announced and written READ_LATENCY cycles later. Data pins carry noise when nothing is due.
template <class S> class Memories : public sim::Agent {
public:
  Memories(typename S::Dut& dut, const ScratchpadModel& scratchpad, AccumulatorModel& accumulator)
      : dut_(dut), scratchpad_(scratchpad), accumulator_(accumulator) {}

  void drive() override {
    present(dut_.activation_rd_data_i, S::kArray.rows, vector_, scratchpad_.activations);
    present(dut_.weight_rd_data_i, S::kArray.columns, weights_, scratchpad_.weights);
  }

  void sample(std::uint64_t cycle, sim::ViolationLog& log) override {
    if (dut_.activation_rd_en_o)
      vectorCycles_.push_back(cycle);
    vector_ = activationPipe_.shift(asked(dut_.activation_rd_en_o, dut_.activation_rd_addr_o));
    weights_ = weightPipe_.shift(asked(dut_.weight_rd_en_o, dut_.weight_rd_addr_o));
    takeRow(cycle, log);
  }

  bool done() const override { return true; }

  /// Cycle in which each activation vector was read.
  const std::vector<std::uint64_t>& vectorCycles() const { return vectorCycles_; }
  std::size_t rowsWritten() const { return rowsWritten_; }

private:
  struct Announcement {
    std::size_t row;
    std::vector<std::int32_t> old; ///< empty: the row is replaced
  };

  static std::optional<std::size_t> asked(bool enable, std::size_t address) {
    return enable ? std::optional(address) : std::nullopt;
  }

  template <class Port>
  void present(Port& port, unsigned bytes, std::optional<std::size_t> address,
               const ByteBank& bank) {
    const bool known = address && *address < bank.words();
    for (unsigned i = 0; i < bytes; ++i)
      sim::setBits(port, 8 * i, 8,
                   known ? static_cast<std::uint64_t>(bank.word(*address)[i]) : random_.bits());
  }

  /// A row's data must come READ_LATENCY cycles after its announcement, and a row that is added to
  /// must rest until its data is written.
  void takeRow(std::uint64_t cycle, sim::ViolationLog& log) {
    std::optional<Announcement> announced;
    if (dut_.add_valid_o)
      announced = announcement(cycle, log);
    const std::optional<Announcement> due = rowPipe_.shift(announced);
    if (dut_.add_data_valid_o != due.has_value())
      log.report(cycle, "a row's data is not on time");
    if (due)
      write(*due);
  }

  Announcement announcement(std::uint64_t cycle, sim::ViolationLog& log) {
    const std::size_t row = dut_.add_address_o;
    const bool rested = lastAnnounced_[row] + S::kLatency < cycle;
    lastAnnounced_[row] = cycle;
    if (dut_.add_overwrite_o)
      return {row, {}};
    if (!rested)
      log.report(cycle, "a row is read before its last sum is written");
    const auto sums = accumulator_.row(row);
    return {row, {sums.begin(), sums.end()}};
  }

  void write(const Announcement& row) {
    std::vector<std::int32_t> data;
    for (unsigned c = 0; c < S::kArray.columns; ++c)
      data.push_back(static_cast<std::int32_t>(sim::getSigned(dut_.add_data_o, 32 * c, 32)));
    if (!row.old.empty())
      std::ranges::transform(data, row.old, data.begin(), num::checkedAdd32);
    accumulator_.add(row.row, data, true);
    ++rowsWritten_;
  }

  typename S::Dut& dut_;
  const ScratchpadModel& scratchpad_;
  AccumulatorModel& accumulator_;
  num::Random random_{5};
  Pipe<std::size_t> activationPipe_{S::kLatency - 1}, weightPipe_{S::kLatency - 1};
  Pipe<Announcement> rowPipe_{S::kLatency};
  std::optional<std::size_t> vector_, weights_;
  std::vector<std::uint64_t> vectorCycles_;
  std::vector<std::uint64_t> lastAnnounced_ = std::vector<std::uint64_t>(accumulator_.rows());
  std::size_t rowsWritten_ = 0;
};

/// How and when a command ended, and how many rows had been written before that cycle.
struct Ending {
  bool good;
  std::size_t rowsWritten;
  std::uint64_t cycle;
};

/// Notes the endings; checks what the engine says about itself.
template <class S> class Watcher : public sim::Agent {
public:
  Watcher(typename S::Dut& dut, const Memories<S>& memories, std::size_t commands)
      : dut_(dut), memories_(memories), commands_(commands) {}

  void drive() override {}
  void sample(std::uint64_t cycle, sim::ViolationLog& log) override {
    if (dut_.done_o && dut_.bad_field_o)
      log.report(cycle, "a command ends twice");
    if (dut_.done_o || dut_.bad_field_o)
      endings_.push_back({dut_.done_o != 0, rowsBefore_, cycle});
    if (accepted_ > endings_.size() + 2)
      log.report(cycle, "more than two commands are unfinished");
    rowsBefore_ = memories_.rowsWritten();
    accepted_ += dut_.cmd_valid_i && dut_.cmd_ready_o;
    checkState(cycle, log);
  }
  bool done() const override { return endings_.size() == commands_; }

  const std::vector<Ending>& endings() const { return endings_; }

private:
  void checkState(std::uint64_t cycle, sim::ViolationLog& log) {
    const auto state = static_cast<isa::State>(dut_.state_o);
    if (dut_.activation_rd_en_o && state != isa::State::busy)
      log.report(cycle, "a vector is read, but the engine does not say busy");
    if (accepted_ == 0 && state != isa::State::noCommand)
      log.report(cycle, "there was no command, but the engine does not say so");
    if (state != isa::State::busy && state != isa::State::noCommand &&
        state != isa::State::scratchpad)
      log.report(cycle, "an engine without memory ports waits for memory");
  }

  typename S::Dut& dut_;
  const Memories<S>& memories_;
  std::size_t commands_;
  std::size_t accepted_ = 0, rowsBefore_ = 0;
  std::vector<Ending> endings_;
};

} // namespace weft
