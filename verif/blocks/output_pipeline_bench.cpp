// output_pipeline_bench.cpp: The Verilated output pipeline against its model.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/output_pipeline/output_pipeline_model.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"
#include "verif/harness/stream_driver.hpp"
#include "verif/harness/stream_monitor.hpp"

#include "Voutput_pipeline_accurate1.h"
#include "Voutput_pipeline_accurate16.h"
#include "Voutput_pipeline_accurate4.h"
#include "Voutput_pipeline_ibert4.h"
#include "Voutput_pipeline_relu16.h"
#include "Voutput_pipeline_relu4.h"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

using num::Nonlinear;
using num::Random;
using num::Scale;

/// Of the pipeline with GELU and of the one without.
constexpr unsigned kGeluLatency = 14, kReluLatency = 6;
constexpr int kTypes = isa::kCount<OutputType>;

/// One vector with all that travels beside it.
struct Stimulus {
  std::vector<std::int32_t> sums; ///< accumulator + bias
  std::vector<ChannelRecord> records;
  Activation activation = Activation::none;
  OutputType type = OutputType::int8;
  Scale second;
  std::uint32_t tag = 0;
};

struct Result {
  std::vector<std::int32_t> values;
  std::uint32_t type = 0, tag = 0;
  friend bool operator==(const Result&, const Result&) = default;
};

std::int32_t accOf(std::int32_t sum, std::int32_t bias) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) -
                                   static_cast<std::uint32_t>(bias));
}

/// A bias for which the accumulator of `sum` stays inside int32.
std::int32_t biasFor(std::int32_t sum, Random& random) {
  const std::int64_t low = sum > 0 ? INT32_MIN + std::int64_t{sum} + 1 : INT32_MIN + 1;
  const std::int64_t high = sum < 0 ? INT32_MAX + std::int64_t{sum} : INT32_MAX;
  return static_cast<std::int32_t>(random.uniform(low / 2, high / 2));
}

Result expectedOf(const Stimulus& in, Nonlinear nonlinear) {
  Result result{{}, isa::numberOf(in.type), in.tag};
  for (std::size_t i = 0; i < in.sums.size(); ++i) {
    const auto& [bias, scale] = in.records[i];
    result.values.push_back(outputValue(accOf(in.sums[i], bias), bias, scale, in.activation,
                                        in.type, in.second, nonlinear));
  }
  return result;
}

/// Sums at the ends of their range, at zero, and where GELU's segments meet.
const std::vector<std::int32_t> kCorners = {0,
                                            1,
                                            -1,
                                            INT32_MAX,
                                            INT32_MIN,
                                            INT32_MAX - 1,
                                            INT32_MIN + 1,
                                            127,
                                            128,
                                            -128,
                                            -129,
                                            32767,
                                            -32768,
                                            (1 << 17) - 1,
                                            1 << 17,
                                            -(1 << 17),
                                            42 << 17,
                                            (42 << 17) - 1,
                                            -(42 << 17),
                                            81977 << 5,
                                            (81977 << 5) - 17,
                                            -(81977 << 5),
                                            1 << 23,
                                            -(1 << 23),
                                            (1 << 23) - 1,
                                            1 << 20,
                                            -(1 << 20)};

const std::vector<Scale> kCornerScales = {
    num::scaleFromReal(1.0),    Scale::make((1u << 26) - 1, 1), Scale::make((1u << 26) - 1, 63),
    Scale::make(0, 1),          num::scaleFromReal(0.5),        num::scaleFromReal(1e-6),
    num::scaleFromReal(3.14e-3)};

class Stimuli {
public:
  /// Of the first `activations` of the activations.
  Stimuli(int lanes, int tagBits, int activations, std::uint64_t seed)
      : lanes_(lanes), tagBits_(tagBits), activations_(activations), random_(seed) {}

  /// Every corner sum under every corner scale, activation and type.
  std::vector<Stimulus> corners() {
    std::vector<Stimulus> all;
    for (Scale scale : kCornerScales)
      for (int mode = 0; mode < modes(); ++mode)
        for (std::size_t first = 0; first < kCorners.size(); first += lanes()) {
          Stimulus in = blank(mode);
          for (std::size_t lane = 0; lane < lanes(); ++lane)
            addLane(in, kCorners[(first + lane) % kCorners.size()], scale);
          in.second = kCornerScales[random_.below(kCornerScales.size())];
          all.push_back(in);
        }
    return all;
  }

  /// Sums of every magnitude under scales that bring most of them into the output's range.
  std::vector<Stimulus> random(int count) {
    std::vector<Stimulus> all;
    for (int i = 0; i < count; ++i) {
      Stimulus in = blank(static_cast<int>(random_.below(static_cast<std::uint64_t>(modes()))));
      for (std::size_t lane = 0; lane < lanes(); ++lane) {
        const std::int64_t reach = std::int64_t{1} << random_.uniform(0, 31);
        addLane(in, static_cast<std::int32_t>(random_.uniform(-reach, reach - 1)), randomScale());
      }
      in.second = randomScale();
      all.push_back(in);
    }
    return all;
  }

private:
  std::size_t lanes() const { return static_cast<std::size_t>(lanes_); }
  int modes() const { return activations_ * kTypes; }

  Stimulus blank(int mode) {
    Stimulus in;
    in.activation = isa::kKinds<Activation>[static_cast<std::size_t>(mode % activations_)];
    in.type = isa::kKinds<OutputType>[static_cast<std::size_t>(mode / activations_)];
    in.tag = static_cast<std::uint32_t>(random_.below(1u << tagBits_));
    return in;
  }

  void addLane(Stimulus& in, std::int32_t sum, Scale scale) {
    in.sums.push_back(sum);
    in.records.push_back({biasFor(sum, random_), scale});
  }

  Scale randomScale() {
    const auto multiplier = static_cast<std::uint32_t>(random_.uniform(1 << 25, (1 << 26) - 1));
    return Scale::make(multiplier, static_cast<int>(random_.uniform(20, 48)));
  }

  int lanes_;
  int tagBits_;
  int activations_;
  Random random_;
};

template <class Dut> struct Bench {
  ClockedBench<Dut> clocked;
  int lanes;
  StreamDriver<Stimulus>& in;
  StreamMonitor<Result>& out;

  Bench(int laneCount, int tagBits, unsigned inStall, unsigned outStall,
        ReadyPolicy policy = ReadyPolicy::random)
      : lanes(laneCount),
        in(clocked.template add<StreamDriver<Stimulus>>(
            clocked.dut.acc_valid_i, clocked.dut.acc_ready_o, StallSource(5, 0, inStall),
            [this](const Stimulus& s) { put(s); }, [this](std::uint64_t r) { scribble(r); })),
        out(clocked.template add<StreamMonitor<Result>>(
            "out", clocked.dut.out_valid_o, clocked.dut.out_ready_i, StallSource(5, 1, outStall),
            [this, tagBits] { return get(tagBits); },
            [](const Result& r) { return ::testing::PrintToString(r.values); }, policy)) {}

  void put(const Stimulus& s) {
    auto& dut = clocked.dut;
    for (unsigned i = 0; i < s.sums.size(); ++i) {
      const auto& [bias, scale] = s.records[i];
      setBits(dut.acc_data_i, 32 * i, 32, static_cast<std::uint32_t>(accOf(s.sums[i], bias)));
      setBits(dut.record_i, 64 * i, 32, static_cast<std::uint32_t>(bias));
      setBits(dut.record_i, 64 * i + 32, 32, scale.word);
    }
    dut.activation_i = static_cast<std::uint8_t>(isa::numberOf(s.activation));
    dut.type_i = static_cast<std::uint8_t>(isa::numberOf(s.type));
    setSecond(dut, s.second.word);
    dut.tag_i = static_cast<std::uint8_t>(s.tag);
  }

  void scribble(std::uint64_t random) {
    setBits(clocked.dut.acc_data_i, 0, 32, random);
    clocked.dut.type_i = random & 1;
    setSecond(clocked.dut, static_cast<std::uint32_t>(random >> 8));
  }

  /// A pipeline without GELU has no second scale.
  static void setSecond(Dut& dut, std::uint32_t word) {
    if constexpr (requires { dut.second_i; })
      dut.second_i = word;
  }

  Result get(int tagBits) {
    Result result{{}, clocked.dut.out_type_o, 0};
    for (unsigned i = 0; i < static_cast<unsigned>(lanes); ++i)
      result.values.push_back(
          static_cast<std::int32_t>(getSigned(clocked.dut.out_data_o, 32 * i, 32)));
    result.tag = static_cast<std::uint32_t>(
        getBits(clocked.dut.out_tag_o, 0, static_cast<unsigned>(tagBits)));
    return result;
  }

  void run(const std::vector<Stimulus>& stimuli, Nonlinear nonlinear) {
    for (const Stimulus& stimulus : stimuli) {
      in.push(stimulus);
      out.expect(expectedOf(stimulus, nonlinear));
    }
    clocked.reset();
    ASSERT_TRUE(clocked.runUntilDone(20 * stimuli.size() + 1000));
    EXPECT_TRUE(clocked.violations().empty()) << clocked.violations().first();
  }
};

template <class Dut_, int lanes_, int tagBits_, Nonlinear nonlinear_, bool hasGelu = true>
struct Shape {
  using Dut = Dut_;
  static constexpr int kLanes = lanes_, kTagBits = tagBits_;
  static constexpr int kActivations = hasGelu ? 3 : 2;
  static constexpr unsigned kLatency = hasGelu ? kGeluLatency : kReluLatency;
  static constexpr Nonlinear kNonlinear = nonlinear_;
  static Stimuli stimuli(std::uint64_t seed) { return {kLanes, kTagBits, kActivations, seed}; }
};

template <class S> class OutputPipelineBench : public ::testing::Test {};
using Shapes = ::testing::Types<Shape<Voutput_pipeline_accurate4, 4, 6, Nonlinear::accurate>,
                                Shape<Voutput_pipeline_ibert4, 4, 6, Nonlinear::ibert>,
                                Shape<Voutput_pipeline_accurate16, 16, 8, Nonlinear::accurate>,
                                Shape<Voutput_pipeline_accurate1, 1, 1, Nonlinear::accurate>,
                                Shape<Voutput_pipeline_relu4, 4, 6, Nonlinear::accurate, false>,
                                Shape<Voutput_pipeline_relu16, 16, 8, Nonlinear::accurate, false>>;
TYPED_TEST_SUITE(OutputPipelineBench, Shapes);

TYPED_TEST(OutputPipelineBench, EqualsTheModelOnCorners) {
  Bench<typename TypeParam::Dut> bench(TypeParam::kLanes, TypeParam::kTagBits, 0, 0);
  bench.run(TypeParam::stimuli(1).corners(), TypeParam::kNonlinear);
}

TYPED_TEST(OutputPipelineBench, EqualsTheModelUnderRandomStalls) {
  for (unsigned stall : {10u, 50u, 90u}) {
    Bench<typename TypeParam::Dut> bench(TypeParam::kLanes, TypeParam::kTagBits, 100 - stall,
                                         stall);
    bench.run(TypeParam::stimuli(stall).random(3000), TypeParam::kNonlinear);
  }
}

TYPED_TEST(OutputPipelineBench, ValidDoesNotWaitForReady) {
  Bench<typename TypeParam::Dut> bench(TypeParam::kLanes, TypeParam::kTagBits, 0, 0,
                                       ReadyPolicy::afterValid);
  bench.run(TypeParam::stimuli(2).random(200), TypeParam::kNonlinear);
}

TYPED_TEST(OutputPipelineBench, TakesAVectorEveryCycle) {
  constexpr unsigned kVectors = 1000;
  Bench<typename TypeParam::Dut> bench(TypeParam::kLanes, TypeParam::kTagBits, 0, 0);
  for (const Stimulus& stimulus : TypeParam::stimuli(3).random(kVectors)) {
    bench.in.push(stimulus);
    bench.out.expect(expectedOf(stimulus, TypeParam::kNonlinear));
  }
  bench.clocked.reset();
  ASSERT_TRUE(bench.clocked.runUntilDone(kVectors + TypeParam::kLatency + 1, 0));
  EXPECT_EQ(bench.clocked.cycle(), kVectors + TypeParam::kLatency);
}

} // namespace
} // namespace weft::sim
