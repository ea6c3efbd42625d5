// row_reciprocal.cpp: From a row's sum to the factor that its accumulated values are multiplied by.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_output/row_reciprocal.hpp"

#include "gen/blocks/attention_output/attention_output_model.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;

namespace {

constexpr int kSumBits = num::kRowSumBits;
constexpr int kIndexBits = num::kReciprocalIndexBits;
constexpr int kFractionBits = num::kReciprocalFractionBits;
constexpr int kReciprocalBits = num::kReciprocalBits;
constexpr int kDropBits =
    kReciprocalBits - kIndexBits; ///< of the difference of two neighbouring entries

/// What the scale needs of the sum beside its reciprocal.
struct Side {
  UInt exponent;
  Bit zero;
  static constexpr std::tuple kFields{Field{"exponent", &Side::exponent},
                                      Field{"zero", &Side::zero}};
};

std::vector<int64_t> entries() {
  const ReciprocalTable& table = reciprocalTable();
  return {table.begin(), table.end() - 1};
}

std::vector<int64_t> drops() {
  const ReciprocalTable& table = reciprocalTable();
  std::vector<int64_t> values;
  for (std::size_t i = 0; i + 1 < table.size(); ++i)
    values.push_back(std::int64_t{table[i]} - table[i + 1]);
  return values;
}

} // namespace

RowReciprocal::RowReciprocal()
    : Module("row_reciprocal", "output scale divided by the sum of a row") {
  latency(kLatency);
  const Normalised normalised = addNormalisation();
  const UInt reciprocal = addReciprocal(normalised);
  const auto side = delayed(*this, "side_late", clk, Side{normalised.exponent, normalised.zero}, 2);
  addScale(reciprocal, side.exponent, side.zero);
}

RowReciprocal::Normalised RowReciprocal::addNormalisation() {
  Reg<Unsigned> half{this, "half_q", kSumBits, "normalised by multiples of 8"};
  Reg<Unsigned> halfZeros{this, "half_zeros_q", 2};
  Reg<Unsigned> word{this, "word_q", kSumBits, "normalised: the highest one on top"};
  Reg<Unsigned> leading{this, "zeros_q", 5, "leading zeros of the sum"};
  Wire<Unsigned> exponent{this, "exponent", 5, "floor of the logarithm of the sum"};

  const Step by16 = addStep(sum, 16);
  const Step by8 = addStep(by16.word, 8);
  const Step by4 = addStep(half, 4);
  const Step by2 = addStep(by4.word, 2);
  const Step by1 = addStep(by2.word, 1);
  clocked(clk, [&] {
    half <<= by8.word;
    halfZeros <<= cat(by16.shifted, by8.shifted);
    word <<= by1.word;
    leading <<= cat(halfZeros, by4.shifted, by2.shifted, by1.shifted);
  });
  exponent <<= ~leading;
  unused(word.low(kSumBits - 1 - kIndexBits - kFractionBits));
  return {word.at(kSumBits - 1 - kIndexBits, kIndexBits),
          word.at(kSumBits - 1 - kIndexBits - kFractionBits, kFractionBits), exponent, ~word.msb()};
}

RowReciprocal::Step RowReciprocal::addStep(const UInt& word, int places) {
  const std::string suffix = std::to_string(places);
  Wire<Bit> shifted{this, "shift_" + suffix};
  Wire<Unsigned> result{this, "shifted_" + suffix, kSumBits};
  shifted <<= ~anyOf(word.high(places));
  result <<= mux(shifted, word << places, word);
  return {result, shifted};
}

UInt RowReciprocal::addReciprocal(const Normalised& normalised) {
  Rom<Unsigned> entry{this,
                      "entry",
                      kIndexBits,
                      kReciprocalBits,
                      entries(),
                      "2^" + std::to_string(kReciprocalBits) + " / (1 + i/" +
                          std::to_string(1 << kIndexBits) + ")"};
  Rom<Unsigned> drop{this, "drop", kIndexBits, kDropBits, drops(), "to the next entry"};
  Reg<Unsigned> start{this, "start_q", kReciprocalBits};
  Reg<Unsigned> slope{this, "slope_q", kDropBits};
  Reg<Unsigned> fraction{this, "fraction_q", kFractionBits};
  Reg<Unsigned> reciprocal{this, "reciprocal_q", kReciprocalBits};
  Wire<Unsigned> descent{this, "descent", kDropBits + kFractionBits};
  descent <<= slope * fraction;
  unused(descent.low(kFractionBits - 1));
  clocked(clk, [&] {
    start <<= entry(normalised.index);
    slope <<= drop(normalised.index);
    fraction <<= normalised.fraction;
    reciprocal <<= start - descent.high(kDropBits).extend(kReciprocalBits) -
                   descent.bit(kFractionBits - 1).extend(kReciprocalBits);
  });
  return reciprocal;
}

void RowReciprocal::addScale(const UInt& reciprocal, const UInt& exponent, const Bit& zero) {
  constexpr int kTotalBits = 8;
  Wire<Unsigned> product{this, "product", 2 * kReciprocalBits};
  Wire<Unsigned> total{this, "total_shift", kTotalBits};
  Reg<Unsigned> held{this, "multiplier_q", kReciprocalBits};
  Reg<Unsigned> heldShift{this, "shift_q", num::kShiftBits};
  product <<= reciprocal * scaleMultiplier;
  total <<= exponent.extend(kTotalBits) + scaleShift.extend(kTotalBits) -
            lit<Unsigned>(num::kReciprocalGain, kTotalBits);
  unused(product.low(kReciprocalBits));
  clocked(clk, [&] {
    held <<= mux(zero, zeros(kReciprocalBits), product.high(kReciprocalBits));
    heldShift <<=
        mux(anyOf(total.high(kTotalBits - num::kShiftBits)),
            lit<Unsigned>(num::Scale::kMaxShift, num::kShiftBits), total.low(num::kShiftBits));
  });
  multiplier <<= held;
  shift <<= heldShift;
}

} // namespace weft
