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
/// announced, gets its data READ_LATENCY cycles later and is written when the accumulator has added
/// it. Data pins carry noise when nothing is due. `alignments` has one for each activation word.
template <class S> class Memories : public sim::Agent {
public:
  Memories(typename S::Dut& dut, const ScratchpadModel& scratchpad,
           std::span<const Alignment> alignments, AccumulatorModel& accumulator)
      : dut_(dut), scratchpad_(scratchpad), alignments_(alignments), accumulator_(accumulator) {}

  void drive() override {
    present(dut_.activation_rd_data_i, S::kArray.rows, vector_, 1, scratchpad_.activations);
    present(dut_.weight_rd_data_i, S::kArray.columns, weights_, S::kWeightsAtOnce,
            scratchpad_.weights);
    if constexpr (S::kIsShared)
      dut_.activation_rd_align_i = vector_ && *vector_ < alignments_.size()
                                       ? packed(alignments_[*vector_])
                                       : static_cast<std::uint8_t>(random_.below(128));
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
    bool weighs = false;
    Alignment alignment{0, 0};
  };

  /// A row and what it becomes.
  struct NewRow {
    std::size_t row;
    std::vector<std::int32_t> sums;
  };

  static std::uint8_t packed(Alignment alignment) {
    const bool row = alignment.row > 0;
    return static_cast<std::uint8_t>(row << num::kAlignmentBits |
                                     (row ? alignment.row : alignment.chunk));
  }

  static std::optional<std::size_t> asked(bool enable, std::size_t address) {
    return enable ? std::optional(address) : std::nullopt;
  }

  /// As many words as are read at once, at `place`.
  template <class Port>
  void present(Port& port, unsigned bytes, std::optional<std::size_t> place, unsigned atOnce,
               const ByteBank& bank) {
    const bool known = place && (*place + 1) * atOnce <= bank.words();
    for (unsigned i = 0; i < bytes * atOnce; ++i)
      sim::setBits(
          port, 8 * i, 8,
          known ? static_cast<std::uint64_t>(bank.word(*place * atOnce + i / bytes)[i % bytes])
                : random_.bits());
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
    const std::optional<NewRow> written =
        sumPipe_.shift(due ? std::optional(NewRow{due->row, newSums(*due)}) : std::nullopt);
    if (written) {
      accumulator_.add(written->row, written->sums, true);
      ++rowsWritten_;
    }
  }

  Announcement announcement(std::uint64_t cycle, sim::ViolationLog& log) {
    const std::size_t row = dut_.add_address_o;
    const bool rested = lastAnnounced_[row] + S::kRowLatency < cycle;
    lastAnnounced_[row] = cycle;
    Announcement announcement{row, {}};
    if constexpr (S::kIsShared) {
      announcement.weighs = dut_.add_weighs_o;
      const int shift = dut_.add_align_shift_o;
      announcement.alignment = dut_.add_align_row_o ? Alignment{shift, 0} : Alignment{0, shift};
    }
    if (dut_.add_overwrite_o)
      return announcement;
    if (!rested)
      log.report(cycle, "a row is read before its last sum is written");
    const auto sums = accumulator_.row(row);
    announcement.old.assign(sums.begin(), sums.end());
    return announcement;
  }

  /// What the row becomes with the data that are on the pins.
  std::vector<std::int32_t> newSums(const Announcement& row) {
    std::vector<std::int32_t> data;
    for (unsigned c = 0; c < S::kArray.columns; ++c)
      data.push_back(static_cast<std::int32_t>(sim::getSigned(dut_.add_data_o, 32 * c, 32)));
    AccumulatorModel sums(1, S::kArray.columns);
    if (!row.old.empty())
      sums.add(0, row.old, true);
    if (row.weighs)
      sums.addWeighed(0, data, row.old.empty(), row.alignment);
    else
      sums.add(0, data, row.old.empty());
    return {sums.sums().begin(), sums.sums().end()};
  }

  typename S::Dut& dut_;
  const ScratchpadModel& scratchpad_;
  std::span<const Alignment> alignments_;
  AccumulatorModel& accumulator_;
  num::Random random_{5};
  Pipe<std::size_t> activationPipe_{S::kLatency - 1}, weightPipe_{S::kLatency - 1};
  Pipe<Announcement> rowPipe_{S::kLatency};
  Pipe<NewRow> sumPipe_{S::kRowLatency - S::kLatency};
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
    if (accepted_ > endings_.size() + matmulsUnderWay(S::kDataflow))
      log.report(cycle, "too many commands are unfinished");
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
