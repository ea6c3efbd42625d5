// no_local_reuse_array_bench.cpp: The Verilated array against the tile product, values and cycles.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/no_local_reuse_array/no_local_reuse_array_model.hpp"
#include "gen/blocks/systolic_array/systolic_array_model.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include "Vno_local_reuse_array_s16x16.h"
#include "Vno_local_reuse_array_s16x4.h"
#include "Vno_local_reuse_array_s4x16.h"
#include "Vno_local_reuse_array_s4x4.h"
#include "Vno_local_reuse_array_s4x8.h"
#include "Vno_local_reuse_array_s8x4.h"
#include "Vno_local_reuse_array_s8x8.h"

#include <gtest/gtest.h>

#include <deque>

namespace weft {
namespace {

template <class D, int rows, int columns> struct Shape {
  using Dut = D;
  static constexpr ArrayShape kArray{rows, columns};
  static constexpr std::size_t kRows = rows, kColumns = columns;
};

using Shapes = ::testing::Types<
    Shape<Vno_local_reuse_array_s4x4, 4, 4>, Shape<Vno_local_reuse_array_s4x8, 4, 8>,
    Shape<Vno_local_reuse_array_s8x4, 8, 4>, Shape<Vno_local_reuse_array_s4x16, 4, 16>,
    Shape<Vno_local_reuse_array_s16x4, 16, 4>, Shape<Vno_local_reuse_array_s8x8, 8, 8>,
    Shape<Vno_local_reuse_array_s16x16, 16, 16>>;

/// A vector and the tile of weights that it meets.
struct Cycle {
  std::vector<std::int8_t> activations, weights;
};

/// Drives a vector and its weights a cycle, with pauses in which the pins carry noise, and compares
/// every result: when it comes and what it is.
template <class S> class Player : public sim::Agent {
public:
  Player(typename S::Dut& dut, std::vector<Cycle> cycles, unsigned pausePercent)
      : dut_(dut), cycles_(std::move(cycles)), pausePercent_(pausePercent) {}

  void drive() override {
    enters_ = entered_ < cycles_.size() && !random_.chance(pausePercent_);
    dut_.valid_i = enters_;
    driveBytes(dut_.activation_i, enters_ ? cycles_[entered_].activations.data() : nullptr,
               S::kRows);
    driveBytes(dut_.weight_i, enters_ ? cycles_[entered_].weights.data() : nullptr,
               S::kRows * S::kColumns);
  }

  void sample(std::uint64_t cycle, sim::ViolationLog& log) override {
    if (enters_) {
      due_.push_back(cycle + static_cast<std::uint64_t>(noLocalReuseTiming(S::kArray).latency));
      ++entered_;
    }
    const bool expected = !due_.empty() && due_.front() == cycle;
    if (expected != static_cast<bool>(dut_.result_valid_o))
      log.report(cycle, "result " + std::to_string(results_) + " is not on time");
    if (expected) {
      compare(cycle, log);
      due_.pop_front();
    }
  }
  bool done() const override { return results_ == cycles_.size(); }

private:
  template <class Port> void driveBytes(Port& port, const std::int8_t* bytes, std::size_t count) {
    for (unsigned i = 0; i < count; ++i)
      sim::setBits(port, 8 * i, 8,
                   bytes == nullptr ? random_.bits() : static_cast<std::uint64_t>(bytes[i]));
  }

  void compare(std::uint64_t cycle, sim::ViolationLog& log) {
    const Cycle& entered = cycles_[results_++];
    const auto expected = tileProduct(S::kArray, entered.activations, entered.weights);
    for (unsigned c = 0; c < S::kColumns; ++c)
      if (sim::getSigned(dut_.result_o, 32 * c, 32) != expected[c])
        log.report(cycle, "column " + std::to_string(c) + " differs");
  }

  typename S::Dut& dut_;
  std::vector<Cycle> cycles_;
  unsigned pausePercent_;
  num::Random random_{7};
  bool enters_ = false;
  std::size_t entered_ = 0, results_ = 0;
  std::deque<std::uint64_t> due_;
};

template <class S> class NoLocalReuseArrayBench : public ::testing::Test {
protected:
  std::vector<std::int8_t> randomBytes(std::size_t count) {
    std::vector<std::int8_t> bytes(count);
    for (std::int8_t& byte : bytes)
      byte = static_cast<std::int8_t>(random_.uniform(-128, 127));
    return bytes;
  }

  void run(const std::vector<Cycle>& cycles, unsigned pausePercent = 0) {
    sim::ClockedBench<typename S::Dut> bench;
    bench.template add<Player<S>>(bench.dut, cycles, pausePercent);
    bench.reset();
    EXPECT_TRUE(bench.runUntilDone(100000));
    EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
  }

  num::Random random_{3};
};

TYPED_TEST_SUITE(NoLocalReuseArrayBench, Shapes);

TYPED_TEST(NoLocalReuseArrayBench, SumsTheExtremes) {
  constexpr std::size_t kRows = TypeParam::kRows, kColumns = TypeParam::kColumns;
  std::vector<Cycle> cycles;
  for (const int weight : {-128, -127, 127})
    for (const int activation : {-128, 127, -1})
      cycles.push_back({std::vector(kRows, static_cast<std::int8_t>(activation)),
                        std::vector(kRows * kColumns, static_cast<std::int8_t>(weight))});
  this->run(cycles);
}

/// Other weights in every cycle, without a pause and with many.
TYPED_TEST(NoLocalReuseArrayBench, TakesOtherWeightsInEveryCycle) {
  for (const unsigned percent : {0U, 50U, 90U}) {
    std::vector<Cycle> cycles;
    for (int i = 0; i < 300; ++i)
      cycles.push_back({this->randomBytes(TypeParam::kRows),
                        this->randomBytes(TypeParam::kRows * TypeParam::kColumns)});
    this->run(cycles, percent);
  }
}

} // namespace
} // namespace weft
