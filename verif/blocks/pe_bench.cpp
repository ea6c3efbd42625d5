// pe_bench.cpp: The Verilated cell against its cycle-exact model.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/pe/pe_model.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include "Vpe_int4.h"
#include "Vpe_shared.h"
#include "Vpe_sum17.h"
#include "Vpe_sum20.h"

#include <gtest/gtest.h>

namespace weft {
namespace {

template <class D, int operand, int activation, int sum> struct Shape {
  using Dut = D;
  static constexpr int kOperandBits = operand;
  static constexpr int kActivationBits = activation;
  static constexpr int kSumBits = sum;
};

using Shapes =
    ::testing::Types<Shape<Vpe_sum20, 8, 8, 20>, Shape<Vpe_sum17, 8, 8, 17>,
                     Shape<Vpe_int4, 4, 4, 12>, Shape<Vpe_shared, 8, kSharedActivationBits, 21>>;

template <class S> class PeBench : public ::testing::Test {
protected:
  static constexpr std::int64_t kLeast = -(1 << (S::kOperandBits - 1));
  static constexpr std::int64_t kMost = -kLeast - 1;
  static constexpr std::int64_t kMostActivation = (1 << (S::kActivationBits - 1)) - 1;

  /// Sums far enough from the ends that no product overflows.
  PeInputs randomInputs() {
    const std::int64_t room = (1 << (S::kSumBits - 1)) + kLeast * (kMostActivation + 1);
    return {random_.chance(50),
            random_.chance(70),
            random_.chance(30),
            static_cast<std::int8_t>(random_.uniform(kLeast, kMost)),
            static_cast<std::int16_t>(random_.uniform(kLeast, kMostActivation)),
            static_cast<std::int32_t>(random_.uniform(-room, room - 1))};
  }

  void step(const PeInputs& in) {
    auto& dut = bench_.dut;
    bench_.tick([&] {
      dut.load_i = in.load;
      dut.valid_i = in.valid;
      dut.swap_i = in.swap;
      sim::setBits(dut.weight_i, 0, S::kOperandBits, static_cast<std::uint64_t>(in.weight));
      sim::setBits(dut.activation_i, 0, S::kActivationBits,
                   static_cast<std::uint64_t>(in.activation));
      sim::setBits(dut.sum_i, 0, S::kSumBits, static_cast<std::uint64_t>(in.sum));
      dut.eval();
    });
    model_.step(in);
  }

  void expectOutputs() {
    const auto& dut = bench_.dut;
    EXPECT_EQ(dut.load_o, model_.load);
    EXPECT_EQ(dut.valid_o, model_.valid);
    EXPECT_EQ(dut.swap_o, model_.swap);
    EXPECT_EQ(sim::getSigned(dut.weight_o, 0, S::kOperandBits), model_.waitingWeight);
    EXPECT_EQ(sim::getSigned(dut.activation_o, 0, S::kActivationBits), model_.activation);
    EXPECT_EQ(sim::getSigned(dut.sum_o, 0, S::kSumBits), model_.sum);
  }

  /// Every register takes a known value: the cell has no reset.
  void fill() {
    for (int i = 0; i < 3; ++i)
      step({true, true, true, 0, 0, 0});
    expectOutputs();
  }

  num::Random random_{1};
  sim::ClockedBench<typename S::Dut> bench_;
  PeModel model_;
};

TYPED_TEST_SUITE(PeBench, Shapes);

TYPED_TEST(PeBench, MultipliesTheExtremes) {
  this->fill();
  for (const std::int64_t weight : {this->kLeast, this->kMost})
    for (const std::int64_t activation : {this->kLeast, this->kMostActivation}) {
      const auto w = static_cast<std::int8_t>(weight);
      const auto a = static_cast<std::int16_t>(activation);
      this->step({true, false, false, w, 0, 0});
      this->step({false, true, true, 0, a, 0});
      this->step({false, false, false, 0, 0, 1});
      EXPECT_EQ(this->model_.sum, weight * activation + 1);
      this->expectOutputs();
    }
}

TYPED_TEST(PeBench, FollowsItsModelCycleByCycle) {
  this->fill();
  for (int cycle = 0; cycle < 20000 && !this->HasFailure(); ++cycle) {
    this->step(this->randomInputs());
    this->expectOutputs();
  }
}

} // namespace
} // namespace weft
