// normaliser.cpp: From sums t to int16 and int8 outputs, LANES values per cycle.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/layernorm/normaliser.hpp"

#include "gen/prim/rounding.hpp"

namespace weft {

using namespace hdl;

Normaliser::Normaliser()
    : Module("normaliser", "from sums to int16 and int8 outputs, LANES values per cycle") {
  RegGrid<Signed> z{this, "z_q", {LANES}, Z_W, "normalised, in steps of 2^-18"};
  RegGrid<Signed> value16{this, "value16_q", {LANES}, 16};

  latency(kLatency);
  deviate(z);
  scale(z, value16);
  narrow(value16);
  runStages();
}

void Normaliser::inStage(int number, std::function<void()> body) {
  stages_.at(static_cast<size_t>(number)).word.push_back(std::move(body));
}

void Normaliser::eachLane(int number, LaneBody body) {
  stages_.at(static_cast<size_t>(number)).lane.push_back(std::move(body));
}

void Normaliser::runStages() {
  Reg<Unsigned> taken{this, "taken_q", kLatency, "bit i: a word entered i + 1 cycles ago"};

  section();
  clocked(clk, reset, {taken}, [&] {
    taken <<= cat(taken.low(kLatency - 1), valid);
    for (size_t i = 0; i < stages_.size(); ++i)
      when(i == 0 ? Bit(valid) : taken.bit(i - 1), [&] {
        for (const auto& body : stages_[i].word)
          body();
        loop("l", LANES, [&](Dim l) {
          for (const LaneBody& body : stages_[i].lane)
            body(l);
        });
      });
  });
  validOut <<= taken.msb();
}

void Normaliser::deviate(const RegisterLanes& z) {
  Wire<Signed> width{this, "width", kPostColumnBits + 1, "D"};
  RegGrid<Signed> product{this, "product_q", {LANES}, PRODUCT_W, "D t"};
  RegGrid<Signed> deviation{this, "deviation_q", {LANES}, DEVIATION_W, "D t - sum"};
  RegGrid<Signed> shifted{this, "shifted_q", {LANES}, WIDE_W, "of the order of z"};
  RegGrid<Signed> scaled{this, "scaled_q", {LANES}, SCALED_W, "z with 36 fraction bits"};
  Reg<Signed> sum1{this, "sum1_q", kSumBits};
  RegGrid<Unsigned> halvingsAt{this, "halvings_q", {2}, kHalvingsBits, "stage by stage"};
  RegGrid<Signed> factorAt{this, "factor_q", {3}, kRsqrtFactorBits + 1, "stage by stage"};

  width <<= cat(zeros(1), columns).asSigned();
  inStage(0, [=, this] {
    sum1 <<= sum;
    halvingsAt(0) <<= halvings;
    factorAt(0) <<= cat(zeros(1), factor).asSigned();
  });
  inStage(1, [=, this] {
    halvingsAt(1) <<= halvingsAt(0);
    factorAt(1) <<= factorAt(0);
  });
  inStage(2, [=, this] { factorAt(2) <<= factorAt(1); });
  eachLane(0, [=, this](Dim l) { product(l) <<= t(l) * width; });
  eachLane(1, [=, this](Dim l) {
    deviation(l) <<= product(l).low(DEVIATION_W) - sum1.extend(DEVIATION_W);
  });
  eachLane(2, [=, this](Dim l) {
    shifted(l) <<= (deviation(l).extend(WIDE_W) << kNormalisedFraction) >> halvingsAt(1);
  });
  eachLane(3, [=, this](Dim l) { scaled(l) <<= shifted(l).low(SHIFTED_W) * factorAt(2); });
  eachLane(4, [=, this](Dim l) { z(l) <<= rounded(scaled(l), kRsqrtFactorBits, Z_W); });
  forEach("g_deviation", "lane", LANES, [&](Dim lane) {
    unused(product(lane).high(PRODUCT_W - DEVIATION_W));
    unused(shifted(lane).high(WIDE_W - SHIFTED_W));
    unused(scaled(lane).high(SCALED_W - Z_W - kRsqrtFactorBits));
    unused(scaled(lane).low(kRsqrtFactorBits - 1));
  });
}

void Normaliser::scale(const RegisterLanes& z, const RegisterLanes& value) {
  RegGrid<Signed> gained{this, "gained_q", {LANES}, GAINED_W, "z gamma"};
  RegGrid<Signed> aligned{this, "aligned_q", {LANES}, TOTAL_W + 1, "in half steps of int16"};
  RegGrid<Signed> total{this, "total_q", {LANES}, TOTAL_W, "z gamma + beta"};
  RegGrid<Signed> beta1{this, "beta1_q", {LANES}, 16};
  RegGrid<Signed> beta2{this, "beta2_q", {LANES}, 16};

  eachLane(kGammaStage, [=, this](Dim l) {
    gained(l) <<= z(l) * gammaBeta(l).low(16).asSigned();
    beta1(l) <<= gammaBeta(l).high(16).asSigned();
  });
  eachLane(6, [=, this](Dim l) {
    aligned(l) <<= gained(l).high(TOTAL_W + 1) >> gammaShift;
    beta2(l) <<= beta1(l);
  });
  eachLane(7, [=, this](Dim l) {
    total(l) <<= rounded(aligned(l), 1, TOTAL_W) + beta2(l).extend(TOTAL_W);
  });
  eachLane(8, [=, this](Dim l) { value(l) <<= saturated(total(l), 16); });
  forEach("g_gain", "lane", LANES,
          [&](Dim lane) { unused(gained(lane).low(kNormalisedFraction - 1)); });
}

void Normaliser::narrow(const RegisterLanes& value) {
  Wire<Signed> positive{this, "positive_factor8", kFactorBits + 1};
  RegGrid<Signed> product{this, "product8_q", {LANES}, PRODUCT8_W};
  RegGrid<Signed> whole{this, "rounded8_q", {LANES}, ROUNDED8_W};
  RegGrid<Signed> value8{this, "value8_q", {LANES}, 8};
  RegGrid<Signed> kept1{this, "kept1_q", {LANES}, 16, "int16 results that wait for int8"};
  RegGrid<Signed> kept2{this, "kept2_q", {LANES}, 16};
  RegGrid<Signed> kept3{this, "kept3_q", {LANES}, 16};

  positive <<= cat(zeros(1), factor8).asSigned();
  eachLane(9, [=, this](Dim l) { product(l) <<= value(l) * positive; });
  eachLane(10, [=, this](Dim l) { whole(l) <<= rounded(product(l), kPostScaleShift, ROUNDED8_W); });
  eachLane(11, [=, this](Dim l) { value8(l) <<= saturated(whole(l), 8); });
  inStage(9, [=, this] { kept1 <<= value; });
  inStage(10, [=, this] { kept2 <<= kept1; });
  inStage(11, [=, this] { kept3 <<= kept2; });
  forEach("g_narrow", "lane", LANES,
          [&](Dim lane) { unused(product(lane).low(kPostScaleShift - 1)); });
  out16 <<= kept3;
  out8 <<= value8;
}

} // namespace weft
