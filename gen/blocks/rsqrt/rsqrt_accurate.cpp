// rsqrt_accurate.cpp: The digits of 1/sqrt(v): the largest r with r^2 v <= 2^58.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/rsqrt/rsqrt.hpp"

namespace weft {

using namespace hdl;

namespace {

constexpr int kDigits = 16; // r has 17; the first is 1
constexpr int kOperandBits = 26;
constexpr int kWidth = 46; // rest < 4 r v + 4 v < 2^45

/// The state of the recurrence before bit i is chosen, scaled so that bit i weighs 1:
/// rest = (2^58 - r^2 v) / 4^i, and trial = (2 r + 2^i) v / 2^i, what the bit takes from it.
struct Recurrence {
  UInt rest, trial;
};

} // namespace

Rsqrt::Method Rsqrt::accurateMethod() {
  Reg<Unsigned> rest{this, "rest_q", kWidth, "(2^58 - r^2 v) / 4^i"};
  Reg<Unsigned> trial{this, "trial_q", kWidth, "(2 r + 2^i) v / 2^i"};
  Reg<Unsigned> triple{this, "triple_q", kWidth, "3 v"};
  Reg<Unsigned> digits{this, "r_q", kDigits + 1, "r so far"};
  Wire<Unsigned> v{this, "v", kWidth, "argument in [2^24, 2^26)"};
  std::vector<UInt> chosen;

  v <<= cat(zeros(kWidth - kOperandBits), value_.high(kOperandBits));
  note("The next trial is ready for both values of a digit when the digit is known.");
  Recurrence at{rest, trial};
  for (int i = 0; i < 2; ++i) {
    const std::string suffix = "_" + std::to_string(i);
    Wire<Unsigned> less{this, "less" + suffix, kWidth, "what is left if the digit is 1"};
    Wire<Bit> digit{this, "digit" + suffix};
    Wire<Unsigned> nextRest{this, "next_rest" + suffix, kWidth};
    Wire<Unsigned> nextTrial{this, "next_trial" + suffix, kWidth};
    less <<= at.rest - at.trial;
    digit <<= !less.msb();
    nextRest <<= mux(digit, less, at.rest) << 2;
    nextTrial <<= mux(digit, (at.trial << 1) + triple, (at.trial << 1) - v);
    chosen.push_back(digit);
    at = {nextRest, nextTrial};
  }
  const auto load = [=, this] {
    note("r = 2^16.");
    rest <<= lit<Unsigned>(1 << 28, kWidth) - (v << 2);
    trial <<= (v << 2) + v;
    triple <<= (v << 1) + v;
    digits <<= 1;
  };
  const auto advance = [=, this] {
    rest <<= at.rest;
    trial <<= at.trial;
    digits <<= cat(digits.low(kDigits - 1), chosen[0], chosen[1]);
  };
  return {{{"ROOT", kDigits / 2, load, advance}}, cat(digits, lit<Unsigned>(1, 1))};
}

} // namespace weft
