// attention_output_memory.hpp: The row sums and accumulated values that attention_output reads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include <array>
#include <bit>
#include <string>
#include <vector>

namespace weft::sim {

/// A finished block: a sum per row, and its values row by row.
struct AttentionBlock {
  std::vector<std::uint32_t> sums;
  std::vector<std::int64_t> values;
};

/// Answers reads `Shape::kLatency` cycles later. Block n lies in value bank n mod 2 and sum slot
/// n mod 4; a read of anything else is a violation.
template <class Shape> class AttentionOutputMemory : public Agent {
public:
  AttentionOutputMemory(typename Shape::Dut& dut, unsigned slices) : dut_(dut), slices_(slices) {}

  void push(AttentionBlock block) { blocks_.push_back(std::move(block)); }

  void drive() override {
    if (const Answer& sum = sums_[Shape::kLatency - 1]; sum.valid)
      dut_.sum_i = blocks_[sum.block].sums[sum.place];
    if (const Answer& word = words_[Shape::kLatency - 1]; word.valid)
      for (unsigned lane = 0; lane < Shape::kLanes; ++lane)
        setBits(dut_.value_i, lane * Shape::kAccumulatorBits, Shape::kAccumulatorBits,
                static_cast<std::uint64_t>(
                    blocks_[word.block].values[word.place * Shape::kLanes + lane]));
  }

  void sample(std::uint64_t cycle, ViolationLog& log) override {
    shift(sums_, sumRead(cycle, log));
    shift(words_, wordRead(cycle, log));
    issued_ += dut_.block_valid_i && dut_.block_ready_o;
    freed_ += dut_.block_free_o;
  }

  bool done() const override { return freed_ == blocks_.size(); }

private:
  struct Answer {
    bool valid = false;
    std::size_t block = 0, place = 0;
  };
  using Answers = std::array<Answer, Shape::kLatency>; ///< the newest first
  static constexpr unsigned kRowBits = std::countr_zero(Shape::kRows);

  static void shift(Answers& answers, const Answer& newest) {
    for (std::size_t i = answers.size() - 1; i > 0; --i)
      answers[i] = answers[i - 1];
    answers[0] = newest;
  }

  Answer sumRead(std::uint64_t cycle, ViolationLog& log) {
    if (!dut_.sum_rd_en_o)
      return {};
    const std::size_t row = dut_.sum_rd_addr_o & (Shape::kRows - 1);
    const bool legal = dut_.sum_rd_addr_o >> kRowBits == issued_ % 4 && issued_ < blocks_.size() &&
                       row < blocks_[issued_].sums.size();
    if (!legal)
      log.report(cycle, "sum " + std::to_string(dut_.sum_rd_addr_o) + " is not the block's");
    return {legal, issued_, row};
  }

  Answer wordRead(std::uint64_t cycle, ViolationLog& log) {
    if (!dut_.value_rd_en_o)
      return {};
    const std::size_t word = dut_.value_rd_word_o;
    const bool legal = dut_.value_rd_bank_o == freed_ % 2 && freed_ < blocks_.size() &&
                       word < blocks_[freed_].sums.size() * slices_;
    if (!legal)
      log.report(cycle, "word " + std::to_string(word) + " is not the block's");
    return {legal, freed_, word};
  }

  typename Shape::Dut& dut_;
  unsigned slices_;
  std::vector<AttentionBlock> blocks_;
  Answers sums_{}, words_{};
  std::size_t issued_ = 0, freed_ = 0;
};

} // namespace weft::sim
