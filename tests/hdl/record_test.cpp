// record_test.cpp: Records: fields of a word by name, packed and unpacked without an offset.
// SPDX-License-Identifier: Apache-2.0
#include "tests/hdl/planted.hpp"

namespace weft::hdl::planted {
namespace {

struct Pair {
  UInt high;
  SInt middle;
  Bit low;
  static constexpr std::tuple kFields{Field{"high", &Pair::high}, Field{"middle", &Pair::middle},
                                      Field{"low", &Pair::low}};
  static Pair shape(const Dim& high, const Dim& middle) {
    return {zeros(high), zeros(middle).asSigned(), zeros(1)};
  }
};

TEST(Record, IsAsWideAsItsFieldsTogether) {
  expectAccepted([](Planted& m) {
    EXPECT_TRUE(widthOf(Pair::shape(m.W, 5)).sameAs(m.W + 6));
    EXPECT_TRUE(pack(Pair::shape(m.W, 5)).width().sameAs(m.W + 6));
    finish(m);
  });
}

/// The text of the module that `mistake`, which is none, makes.
std::string textOf(const std::function<void(Planted&)>& mistake) {
  const Planted module(mistake);
  return emit(module, {"", {}}).front().text;
}

TEST(Record, PrintsItsFieldsTheHighestFirst) {
  const std::string text = textOf([](Planted& m) {
    Wire<Unsigned> word{&m, "word", m.W + 6};
    Wire<Signed> offset{&m, "offset", 5};
    offset <<= m.a.low(5).asSigned();
    word <<= pack(Pair{.high = m.b, .middle = offset, .low = m.b.bit(0)});
    const Pair pair = unpack(m, "pair", word, Pair::shape(m.W, 5));
    m.y <<= mux(pair.low, pair.high, pair.middle.extend(m.W).asUnsigned());
    m.z <<= m.x;
  });
  EXPECT_NE(text.find("assign word = {b_i, offset, b_i[0]};"), std::string::npos) << text;
  EXPECT_NE(text.find("wire signed [4:0]"), std::string::npos) << text;
  EXPECT_NE(text.find("assign {pair_high, pair_middle, pair_low} = word;"), std::string::npos)
      << text;
}

TEST(Record, FillsFieldsThatExist) {
  const std::string text = textOf([](Planted& m) {
    const Pair pair = wires(m, "pair", Pair::shape(m.W - 6, 5));
    split(m, pair, m.a);
    m.unused(pair.high, pair.middle, pair.low);
    finish(m);
  });
  EXPECT_NE(text.find("assign {pair_high, pair_middle, pair_low} = a_i;"), std::string::npos);
}

TEST(Record, RefusesAWordThatTheFieldsDoNotFill) {
  for (const int bits : {4, 6})
    expectRefused(
        [bits](Planted& m) {
          finish(m);
          mistakeLine = __LINE__ + 1;
          unpack(m, "pair", m.a, Pair::shape(m.W - 6, bits));
        },
        "planted: the fields of 'a_i' do not fill its W bits");
}

TEST(Record, RefusesAFieldThatNobodyReads) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        mistakeLine = __LINE__ + 1;
        const Pair pair = unpack(m, "pair", m.a, Pair::shape(m.W - 6, 5));
        m.unused(pair.high, pair.middle);
      },
      "planted: 'pair_low' is never used" + DEFAULTS);
}

TEST(Record, RefusesASecondDriverOfAField) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        otherLine = __LINE__ + 1;
        const Pair pair = unpack(m, "pair", m.a, Pair::shape(m.W - 6, 5));
        m.unused(pair.high, pair.middle, pair.low);
        mistakeLine = __LINE__ + 1;
        pair.low <<= m.b.bit(0);
      },
      "planted: 'pair_low' is driven twice; the other driver is at OTHER" + DEFAULTS);
}

} // namespace
} // namespace weft::hdl::planted
