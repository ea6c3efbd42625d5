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
/// rest = (2^58 - r^2 v) / 4^i and product = r v / 2^i.
struct Recurrence {
  UInt rest, product;
};

} // namespace

Rsqrt::Method Rsqrt::accurateMethod() {
  Reg<Unsigned> rest{this, "rest_q", kWidth, "(2^58 - r^2 v) / 4^i"};
  Reg<Unsigned> product{this, "product_q", kWidth, "r v / 2^i"};
  Reg<Unsigned> digits{this, "r_q", kDigits + 1, "r so far"};
  Wire<Unsigned> v{this, "v", kWidth, "argument in [2^24, 2^26)"};
  std::vector<UInt> chosen;

  v <<= cat(zeros(kWidth - kOperandBits), value.high(kOperandBits));
  Recurrence at{rest, product};
  for (int i = 0; i < 2; ++i) {
    const std::string suffix = "_" + std::to_string(i);
    Wire<Unsigned> trial{this, "trial" + suffix, kWidth};
    Wire<Unsigned> less{this, "less" + suffix, kWidth, "what is left if the digit is 1"};
    Wire<Bit> digit{this, "digit" + suffix};
    Wire<Unsigned> nextRest{this, "next_rest" + suffix, kWidth};
    Wire<Unsigned> nextProduct{this, "next_product" + suffix, kWidth};
    trial <<= (at.product << 1) + v;
    less <<= at.rest - trial;
    digit <<= !less.msb();
    nextRest <<= mux(digit, less, at.rest) << 2;
    nextProduct <<= mux(digit, at.product + v, at.product) << 1;
    chosen.push_back(digit);
    at = {nextRest, nextProduct};
  }
  const auto load = [=, this] {
    note("r = 2^16.");
    rest <<= lit<Unsigned>(1 << 28, kWidth) - (v << 2);
    product <<= v << 1;
    digits <<= 1;
  };
  const auto advance = [=, this] {
    rest <<= at.rest;
    product <<= at.product;
    digits <<= cat(digits.low(kDigits - 1), chosen[0], chosen[1]);
  };
  return {{{"ROOT", kDigits / 2, load, advance}}, cat(digits, lit<Unsigned>(1, 1))};
}

} // namespace weft
