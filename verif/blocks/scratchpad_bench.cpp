// scratchpad_bench.cpp: The Verilated scratchpad against its model.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/scratchpad/scratchpad_model.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include "Vscratchpad_nlr16x16.h"
#include "Vscratchpad_nlr4x8.h"
#include "Vscratchpad_nlr8x4.h"
#include "Vscratchpad_s16x16.h"
#include "Vscratchpad_s4x4.h"
#include "Vscratchpad_s4x8.h"
#include "Vscratchpad_s8x4.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <optional>

namespace weft {
namespace {

template <class D, int activationBytes_, int weightBytes_, int activationWords_, int weightWords_,
          int latency_, int weightsAtOnce_ = 1>
struct Shape {
  using Dut = D;
  static constexpr int kActivationBytes = activationBytes_, kActivationWords = activationWords_;
  static constexpr int kWeightBytes = weightBytes_, kWeightWords = weightWords_;
  static constexpr int kLatency = latency_, kWeightsAtOnce = weightsAtOnce_;
};

using Shapes = ::testing::Types<
    Shape<Vscratchpad_s4x4, 4, 4, 64, 64, 1>, Shape<Vscratchpad_s4x8, 4, 8, 128, 64, 2>,
    Shape<Vscratchpad_s8x4, 8, 4, 32, 64, 1>, Shape<Vscratchpad_s16x16, 16, 16, 2048, 2048, 2>,
    Shape<Vscratchpad_nlr4x8, 4, 8, 64, 64, 2, 4>, Shape<Vscratchpad_nlr8x4, 8, 4, 64, 16, 1, 8>,
    Shape<Vscratchpad_nlr16x16, 16, 16, 256, 256, 1, 16>>;

/// Writes a word of one bank and reads the `atOnce` words of a place at random, never one that is
/// written in the same cycle, and compares what comes.
template <class Pins> class BankAgent : public sim::Agent {
public:
  BankAgent(std::string name, Pins pins, int words, int bytes, std::size_t atOnce, int latency,
            std::uint64_t seed)
      : name_(std::move(name)), pins_(pins), model_(words, bytes), bytes_(bytes), atOnce_(atOnce),
        latency_(latency), random_(seed) {}

  void drive() override {
    const std::size_t write = nextWrite();
    pins_.writeEnable = written_ < model_.words() || random_.chance(60);
    pins_.writeAddress = static_cast<std::remove_reference_t<decltype(pins_.writeAddress)>>(write);
    const std::vector<std::int8_t> data = randomWord();
    sim::setBytes(pins_.writeData, reinterpret_cast<const std::uint8_t*>(data.data()),
                  static_cast<unsigned>(bytes_));
    driveRead(write);
    if (pins_.writeEnable)
      model_.write(write, data);
    written_ += pins_.writeEnable;
  }

  void sample(std::uint64_t cycle, sim::ViolationLog& log) override {
    if (due_.size() <= static_cast<std::size_t>(latency_))
      return;
    if (due_.front())
      compare(cycle, *due_.front(), log);
    due_.pop_front();
  }

  bool done() const override { return compared_ > 4000; }

private:
  using Word = std::vector<std::int8_t>;

  /// First every word once, then any.
  std::size_t nextWrite() {
    return written_ < model_.words() ? written_
                                     : static_cast<std::size_t>(random_.below(model_.words()));
  }

  Word randomWord() {
    Word word(static_cast<std::size_t>(bytes_));
    for (std::int8_t& byte : word)
      byte = static_cast<std::int8_t>(random_.bits());
    return word;
  }

  void driveRead(std::size_t write) {
    const auto place = static_cast<std::size_t>(random_.below(model_.words() / atOnce_));
    pins_.readEnable = written_ >= model_.words() && place != write / atOnce_ && random_.chance(70);
    pins_.readAddress = static_cast<std::remove_reference_t<decltype(pins_.readAddress)>>(place);
    due_.push_back(std::nullopt);
    if (pins_.readEnable)
      due_.back() = wordsAt(place);
  }

  Word wordsAt(std::size_t place) const {
    Word words;
    for (std::size_t i = 0; i < atOnce_; ++i)
      std::ranges::copy(model_.word(place * atOnce_ + i), std::back_inserter(words));
    return words;
  }

  void compare(std::uint64_t cycle, const Word& expected, sim::ViolationLog& log) {
    for (unsigned i = 0; i < expected.size(); ++i)
      if (sim::getSigned(pins_.readData, 8 * i, 8) != expected[i])
        log.report(cycle, name_ + ": byte " + std::to_string(i) + " differs");
    ++compared_;
  }

  std::string name_;
  Pins pins_;
  ByteBank model_;
  int bytes_;
  std::size_t atOnce_;
  int latency_;
  num::Random random_;
  std::deque<std::optional<Word>> due_;
  std::size_t written_ = 0;
  int compared_ = 0;
};

template <class Enable, class WriteAddress, class Word, class ReadAddress, class Words>
struct BankPins {
  Enable& writeEnable;
  WriteAddress& writeAddress;
  Word& writeData;
  Enable& readEnable;
  ReadAddress& readAddress;
  const Words& readData;
};

/// For compilers that do not deduce an aggregate's arguments themselves.
template <class Enable, class WriteAddress, class Word, class ReadAddress, class Words>
BankPins(Enable&, WriteAddress&, Word&, Enable&, ReadAddress&, const Words&)
    -> BankPins<Enable, WriteAddress, Word, ReadAddress, Words>;

template <class S> class ScratchpadBench : public ::testing::Test {};

TYPED_TEST_SUITE(ScratchpadBench, Shapes);

TYPED_TEST(ScratchpadBench, BothBanksReadAndWriteAtOnce) {
  using S = TypeParam;
  sim::ClockedBench<typename S::Dut> bench;
  auto& d = bench.dut;
  const BankPins activation{d.activation_wr_en_i, d.activation_wr_addr_i, d.activation_wr_data_i,
                            d.activation_rd_en_i, d.activation_rd_addr_i, d.activation_rd_data_o};
  const BankPins weight{d.weight_wr_en_i, d.weight_wr_addr_i, d.weight_wr_data_i,
                        d.weight_rd_en_i, d.weight_rd_addr_i, d.weight_rd_data_o};
  bench.template add<BankAgent<decltype(activation)>>("activation", activation, S::kActivationWords,
                                                      S::kActivationBytes, 1, S::kLatency, 1);
  bench.template add<BankAgent<decltype(weight)>>(
      "weight", weight, S::kWeightWords, S::kWeightBytes, S::kWeightsAtOnce, S::kLatency, 2);
  ASSERT_TRUE(bench.runUntilDone(50000));
  EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
}

} // namespace
} // namespace weft
