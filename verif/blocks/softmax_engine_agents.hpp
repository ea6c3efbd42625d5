// softmax_engine_agents.hpp: What surrounds the softmax engine in its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/softmax_engine/softmax_engine_model.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"
#include "verif/harness/stall.hpp"
#include "verif/harness/stream_checker.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace weft::sim {

/// The accumulator: refuses at random, answers `latency` cycles after it read; anything is on the
/// bus at other times.
template <class Dut> class ScoreMemory : public Agent {
public:
  ScoreMemory(Dut& dut, const std::vector<std::int32_t>& sums, unsigned columns, unsigned latency,
              StallSource stall)
      : dut_(dut), sums_(sums), columns_(columns), stall_(stall), inFlight_(latency) {}

  void drive() override {
    dut_.acc_rd_ready_i = !stall_.refuse();
    const std::optional<unsigned> row = inFlight_.front();
    dut_.acc_rd_data_valid_i = row.has_value();
    for (unsigned c = 0; c < columns_; ++c)
      setBits(dut_.acc_rd_data_i, 32 * c, 32,
              row ? static_cast<std::uint32_t>(sums_[*row * columns_ + c]) : stall_.next());
  }

  void sample(std::uint64_t cycle, ViolationLog& log) override {
    const bool valid = dut_.acc_rd_valid_o, ready = dut_.acc_rd_ready_i;
    checker_.check(cycle, valid, ready, dut_.acc_rd_address_o, log);
    inFlight_.pop_front();
    inFlight_.push_back(valid && ready ? std::optional<unsigned>(dut_.acc_rd_address_o)
                                       : std::nullopt);
    reads_ += valid && ready;
  }

  bool done() const override { return true; }
  std::size_t reads() const { return reads_; }

private:
  Dut& dut_;
  const std::vector<std::int32_t>& sums_;
  unsigned columns_;
  StallSource stall_;
  std::deque<std::optional<unsigned>> inFlight_;
  std::size_t reads_ = 0;
  StreamChecker<unsigned> checker_{"accumulator read"};
};

/// A sum that leaves for the store engine.
struct RowSum {
  unsigned row = 0;
  std::uint32_t sum = 0;
};

/// What one command writes.
struct ExpectedCommand {
  std::vector<AlignedWord> words;
  std::vector<RowSum> sums;
};

/// Takes words and sums, compares them with what is expected, and done_o with both.
template <class Dut> class Receiver : public Agent {
public:
  Receiver(Dut& dut, unsigned bytes, unsigned bankWords)
      : dut_(dut), bytes_(bytes), bankWords_(bankWords) {}

  void expect(ExpectedCommand command) {
    for (const AlignedWord& word : command.words)
      if (word.place < bankWords_)
        words_.push_back(word);
      else
        ++faultsDue_;
    sums_.insert(sums_.end(), command.sums.begin(), command.sums.end());
    wordsEnd_.push_back(words_.size() + wordsSeen_);
    sumsEnd_.push_back(sums_.size() + sumsSeen_);
  }

  void drive() override {}

  void sample(std::uint64_t cycle, ViolationLog& log) override {
    if (dut_.done_o)
      checkDone(cycle, log);
    if (dut_.activation_wr_en_o)
      checkWord(cycle, log);
    if (dut_.row_sum_wr_en_o)
      checkSum(cycle, log);
    if (dut_.run_faults_o != 0 && faultsDue_-- == 0)
      log.report(cycle, "a fault too many");
    if (dut_.run_faults_o > 1)
      log.report(cycle, "a fault that no word has");
  }

  bool done() const override { return wordsEnd_.empty() && faultsDue_ == 0; }
  std::size_t commandsDone() const { return commandsDone_; }

private:
  void checkDone(std::uint64_t cycle, ViolationLog& log) {
    if (wordsEnd_.empty() || wordsSeen_ < wordsEnd_.front() || sumsSeen_ < sumsEnd_.front())
      return log.report(cycle, "done_o before the last word or sum");
    wordsEnd_.pop_front();
    sumsEnd_.pop_front();
    ++commandsDone_;
  }

  void checkWord(std::uint64_t cycle, ViolationLog& log) {
    ++wordsSeen_;
    if (words_.empty())
      return log.report(cycle, "a word too many");
    const AlignedWord want = words_.front();
    words_.pop_front();
    std::vector<std::uint8_t> bytes(bytes_);
    getBytes(dut_.activation_wr_data_o, bytes.data(), bytes_);
    const std::string name = "word for " + std::to_string(want.place);
    if (dut_.activation_wr_addr_o != want.place)
      log.report(cycle, name + ": place " + std::to_string(dut_.activation_wr_addr_o));
    if (bytes != want.bytes)
      log.report(cycle, name + ": other bytes");
    if (!aligned(want.alignment))
      log.report(cycle, name + ": other alignment");
  }

  bool aligned(const Alignment& want) const {
    const int shift = dut_.activation_wr_align_o & num::kMostAlignment;
    const bool ofRow = (dut_.activation_wr_align_o >> num::kAlignmentBits) != 0;
    return (ofRow ? shift : 0) == want.row && (ofRow ? 0 : shift) == want.chunk;
  }

  void checkSum(std::uint64_t cycle, ViolationLog& log) {
    ++sumsSeen_;
    if (sums_.empty())
      return log.report(cycle, "a row sum too many");
    const RowSum want = sums_.front();
    sums_.pop_front();
    if (dut_.row_sum_wr_addr_o != want.row || dut_.row_sum_wr_data_o != want.sum)
      log.report(cycle, "another sum of row " + std::to_string(want.row));
  }

  Dut& dut_;
  unsigned bytes_, bankWords_;
  std::deque<AlignedWord> words_;
  std::deque<RowSum> sums_;
  std::deque<std::size_t> wordsEnd_, sumsEnd_; ///< of each command, counted from the beginning
  std::size_t wordsSeen_ = 0, sumsSeen_ = 0, commandsDone_ = 0, faultsDue_ = 0;
};

} // namespace weft::sim
