// rsqrt_bench.cpp: The reciprocal square root in hardware against its model
// SPDX-License-Identifier: Apache-2.0
#include "Vrsqrt_accurate.h"
#include "Vrsqrt_ibert.h"
#include "gen/blocks/rsqrt/rsqrt_model.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/stream_driver.hpp"
#include "verif/harness/stream_monitor.hpp"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

using num::Nonlinear;

std::uint64_t packed(ReciprocalRoot root) {
  return static_cast<std::uint64_t>(root.halvings) << kRsqrtFactorBits | root.factor;
}

template <class Dut> class RsqrtBench : public ClockedBench<Dut> {
public:
  RsqrtBench(Nonlinear nonlinear, unsigned stallPercent)
      : nonlinear_(nonlinear),
        arguments_(this->template add<StreamDriver<std::uint64_t>>(
            this->dut.argument_valid_i, this->dut.argument_ready_o, StallSource(1, 0, stallPercent),
            [this](std::uint64_t n) { this->dut.argument_data_i = n; },
            [this](std::uint64_t noise) { this->dut.argument_data_i = noise >> 8; })),
        roots_(this->template add<StreamMonitor<std::uint64_t>>(
            "root", this->dut.root_valid_o, this->dut.root_ready_i, StallSource(1, 1, stallPercent),
            [this] { return std::uint64_t{this->dut.root_data_o}; },
            [](std::uint64_t root) { return std::to_string(root); })) {
    this->reset();
  }

  void check(std::uint64_t n) {
    arguments_.push(n);
    roots_.expect(packed(reciprocalRoot(n, nonlinear_)));
  }

private:
  Nonlinear nonlinear_;
  StreamDriver<std::uint64_t>& arguments_;
  StreamMonitor<std::uint64_t>& roots_;
};

/// Corners first: 0, powers of two and their neighbours; then numbers of every length.
template <class Bench> void pushArguments(Bench& bench) {
  bench.check(0);
  for (int bit = 0; bit < kRsqrtArgumentBits; ++bit)
    for (const std::int64_t delta : {-1, 0, 1})
      bench.check(static_cast<std::uint64_t>((std::int64_t{1} << bit) + delta));
  bench.check((std::uint64_t{1} << kRsqrtArgumentBits) - 1);
  num::Random random(1);
  for (int repeat = 0; repeat < 50; ++repeat)
    for (int bits = 1; bits <= kRsqrtArgumentBits; ++bits)
      bench.check(random.bits() >> (64 - bits));
}

template <class Dut> void compare(Nonlinear nonlinear, unsigned stallPercent) {
  RsqrtBench<Dut> bench(nonlinear, stallPercent);
  pushArguments(bench);
  ASSERT_TRUE(bench.runUntilDone(1000000));
  EXPECT_EQ(bench.violations().first(), "");
}

template <class Dut> std::uint64_t cyclesPerRoot(Nonlinear nonlinear) {
  constexpr std::uint64_t kCount = 100;
  RsqrtBench<Dut> bench(nonlinear, 0);
  for (std::uint64_t n = 1; n <= kCount; ++n)
    bench.check(n);
  EXPECT_TRUE(bench.runUntilDone(100000, 0));
  return bench.cycle() / kCount;
}

TEST(Rsqrt, AccurateEqualsTheModel) { compare<Vrsqrt_accurate>(Nonlinear::accurate, 0); }
TEST(Rsqrt, AccurateEqualsTheModelUnderStalls) {
  compare<Vrsqrt_accurate>(Nonlinear::accurate, 40);
}
TEST(Rsqrt, IbertEqualsTheModel) { compare<Vrsqrt_ibert>(Nonlinear::ibert, 0); }
TEST(Rsqrt, IbertEqualsTheModelUnderStalls) { compare<Vrsqrt_ibert>(Nonlinear::ibert, 40); }

TEST(Rsqrt, TakesTheStatedCycles) {
  EXPECT_EQ(cyclesPerRoot<Vrsqrt_accurate>(Nonlinear::accurate), 16U);
  EXPECT_EQ(cyclesPerRoot<Vrsqrt_ibert>(Nonlinear::ibert), 32U);
}

} // namespace
} // namespace weft::sim
