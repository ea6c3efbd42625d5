// rsqrt_ibert.cpp: floor(sqrt(n)) digit by digit, then its reciprocal by division.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/rsqrt/rsqrt.hpp"

namespace weft {

using namespace hdl;

namespace {

constexpr int kRootDigits = kRsqrtArgumentBits / 2;
constexpr int kRestBits = 32; // rest <= 2 root < 2^29, times 4
constexpr int kDivideBits = 30;

} // namespace

Rsqrt::Method Rsqrt::ibertMethod() {
  Reg<Unsigned> digits{this, "root_q", kRootDigits, "square root of the normalised argument"};
  Reg<Unsigned> quotient{this, "quotient_q", kRsqrtFactorBits, "2^45 / root, at most 2^18 - 1"};
  const Phase takeRoot = rootPhase(digits);
  const Phase divide = dividePhase(digits, quotient);
  return {{takeRoot, divide}, quotient};
}

Rsqrt::Phase Rsqrt::rootPhase(const UInt& digits) {
  Reg<Unsigned> rest{this, "rest_q", kRestBits, "leading digits less the root's square"};
  UInt restNow = rest, digitsNow = digits;
  for (int i = 0; i < 2; ++i) {
    const std::string suffix = "_" + std::to_string(i);
    Wire<Unsigned> extended{this, "extended" + suffix, kRestBits, "with the next pair of bits"};
    Wire<Unsigned> less{this, "less" + suffix, kRestBits, "what is left if the digit is 1"};
    Wire<Unsigned> nextRest{this, "next_rest" + suffix, kRestBits};
    Wire<Unsigned> nextDigits{this, "next_root" + suffix, kRootDigits};
    extended <<= cat(restNow.low(kRestBits - 2), value_.at(kRsqrtArgumentBits - 2 * i - 2, 2));
    less <<= extended - cat(zeros(2), digitsNow, lit<Unsigned>(1, 2));
    nextRest <<= mux(less.msb(), extended, less);
    nextDigits <<= cat(digitsNow.low(kRootDigits - 1), !less.msb());
    unused(restNow.high(2));
    restNow = nextRest;
    digitsNow = nextDigits;
  }
  const auto load = [=] {
    rest <<= 0;
    digits <<= 0;
  };
  const auto advance = [=, this] {
    value_ <<= value_ << 4;
    rest <<= restNow;
    digits <<= digitsNow;
  };
  return {"ROOT", kRootDigits / 2, load, advance};
}

Rsqrt::Phase Rsqrt::dividePhase(const UInt& rootDigits, const UInt& quotient) {
  Reg<Unsigned> divisor{this, "divisor_q", kDivideBits, "floor(sqrt(n)) moved to [2^27, 2^28)"};
  Reg<Unsigned> rest{this, "dividend_q", kDivideBits, "what is left to divide"};
  UInt restNow = rest;
  std::vector<UInt> chosen;
  for (int i = 0; i < 2; ++i) {
    const std::string suffix = "_" + std::to_string(i);
    Wire<Unsigned> less{this, "less_divisor" + suffix, kDivideBits};
    Wire<Unsigned> next{this, "next_dividend" + suffix, kDivideBits};
    less <<= restNow - divisor;
    next <<= mux(less.msb(), restNow, less) << 1;
    chosen.push_back(!less.msb());
    restNow = next;
  }
  const auto load = [=, this] {
    note("Digits below the binary point of sqrt(n) do not count.");
    divisor <<= cat(zeros(kDivideBits - kRootDigits),
                    rootDigits & (ones(kRootDigits)
                                  << (lit<Unsigned>(kRootDigits - 1, kHalvingsBits) - halvings_)));
    rest <<= lit<Unsigned>(1 << kRootDigits, kDivideBits);
  };
  const auto advance = [=] {
    rest <<= restNow;
    quotient <<= cat(quotient.low(kRsqrtFactorBits - 2), chosen[0], chosen[1]);
  };
  return {"DIVIDE", kRsqrtFactorBits / 2, load, advance};
}

} // namespace weft
