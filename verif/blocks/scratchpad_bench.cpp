// scratchpad_bench.cpp: The Verilated scratchpad against its model.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/scratchpad/scratchpad_model.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include "Vscratchpad_s16x16.h"
#include "Vscratchpad_s4x4.h"
#include "Vscratchpad_s4x8.h"
#include "Vscratchpad_s8x4.h"

#include <gtest/gtest.h>

#include <deque>
#include <optional>

namespace weft {
namespace {

template <class D, int activationBytes_, int weightBytes_, int activationWords_, int weightWords_,
          int latency_>
struct Shape {
  using Dut = D;
  static constexpr int kActivationBytes = activationBytes_, kActivationWords = activationWords_;
  static constexpr int kWeightBytes = weightBytes_, kWeightWords = weightWords_;
  static constexpr int kLatency = latency_;
};

using Shapes = ::testing::Types<
    Shape<Vscratchpad_s4x4, 4, 4, 64, 64, 1>, Shape<Vscratchpad_s4x8, 4, 8, 128, 64, 2>,
    Shape<Vscratchpad_s8x4, 8, 4, 32, 64, 1>, Shape<Vscratchpad_s16x16, 16, 16, 2048, 2048, 2>>;

/// Writes and reads one bank at random, never the same word in one cycle, and compares what comes.
template <class Pins> class BankAgent : public sim::Agent {
public:
  BankAgent(std::string name, Pins pins, int words, int bytes, int latency, std::uint64_t seed)
      : name_(std::move(name)), pins_(pins), model_(words, bytes), bytes_(bytes), latency_(latency),
        random_(seed) {}

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
    const auto address = static_cast<std::size_t>(random_.below(model_.words()));
    pins_.readEnable = written_ >= model_.words() && address != write && random_.chance(70);
    pins_.readAddress = static_cast<std::remove_reference_t<decltype(pins_.readAddress)>>(address);
    due_.push_back(std::nullopt);
    if (pins_.readEnable)
      due_.back() = Word(model_.word(address).begin(), model_.word(address).end());
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
  int bytes_, latency_;
  num::Random random_;
  std::deque<std::optional<Word>> due_;
  std::size_t written_ = 0;
  int compared_ = 0;
};

template <class Enable, class WriteAddress, class Data, class ReadAddress> struct BankPins {
  Enable& writeEnable;
  WriteAddress& writeAddress;
  Data& writeData;
  Enable& readEnable;
  ReadAddress& readAddress;
  const Data& readData;
};

/// For compilers that do not deduce an aggregate's arguments themselves.
template <class Enable, class WriteAddress, class Data, class ReadAddress>
BankPins(Enable&, WriteAddress&, Data&, Enable&, ReadAddress&, const Data&)
    -> BankPins<Enable, WriteAddress, Data, ReadAddress>;

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
                                                      S::kActivationBytes, S::kLatency, 1);
  bench.template add<BankAgent<decltype(weight)>>("weight", weight, S::kWeightWords,
                                                  S::kWeightBytes, S::kLatency, 2);
  ASSERT_TRUE(bench.runUntilDone(50000));
  EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
}

} // namespace
} // namespace weft
