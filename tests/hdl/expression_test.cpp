// expression_test.cpp: The text of expressions, and what C++ must refuse to compile
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/hdl.hpp"
#include "gen/hdl/print_expression.hpp"
#include "gen/num/error.hpp"

#include <gtest/gtest.h>

namespace weft::hdl {
namespace {

struct Signals : Module {
  Dim W = param("W", 8, "width");
  In<Unsigned> u{this, "u", W, "word"}, v{this, "v", W, "word"}, k{this, "k", 3, "index"};
  In<Unsigned> byte{this, "byte_i", 8, "word of 8 bits"};
  In<Signed> s{this, "s", W, "word"}, t{this, "t", W, "word"},
      small{this, "short_i", 8, "word of 8 bits"};
  In<Bit> a{this, "a", "bit"}, b{this, "b", "bit"}, c{this, "c", "bit"};
  InGrid<Signed> grid{this, "grid", {4, 8}, W, "lanes"};
  Signals() : Module("signals", "things to compute with") {}
};

std::string text(const Value& value) { return expressionText(*value.node()); }

TEST(ExpressionText, PutsParenthesesWhereAReaderWantsThem) {
  const Signals m;
  EXPECT_EQ(text(m.u + m.v - m.u), "u + v - u");
  EXPECT_EQ(text(m.u - (m.v - m.u)), "u - (v - u)");
  EXPECT_EQ(text((m.u + m.v) & m.u), "(u + v) & u");
  EXPECT_EQ(text(m.a | m.b | m.c), "a | b | c");
  EXPECT_EQ(text((m.a & m.b) | m.c), "(a & b) | c");
  EXPECT_EQ(text(m.u == m.v && m.a), "u == v && a");
  EXPECT_EQ(text((m.u < m.v) & m.a), "(u < v) & a");
  EXPECT_EQ(text(~m.u + m.v), "~u + v");
  EXPECT_EQ(text(~(m.u + m.v)), "~(u + v)");
  EXPECT_EQ(text(mux(m.a, m.u, mux(m.b, m.v, m.u))), "a ? u : b ? v : u");
  EXPECT_EQ(text(mux(m.u == m.v, m.u, m.v)), "(u == v) ? u : v");
  EXPECT_EQ(text(anyOf(m.u & m.v)), "|(u & v)");
  EXPECT_EQ(text((m.u << 2) + m.v), "(u << 2) + v");
}

TEST(ExpressionText, GuardsTheSign) {
  const Signals m;
  EXPECT_EQ(text(m.s < m.t), "s < t");
  EXPECT_EQ(text(m.grid(1) < m.t), "$signed(grid[W +: W]) < t");
  EXPECT_EQ(text(m.s >> 1), "s >>> 1");
  EXPECT_EQ(text((m.s >> 1) + m.grid(0)), "$signed(s >>> 1) + grid[0 +: W]");
  EXPECT_EQ(text(m.u.asSigned() < m.s), "$signed(u) < s");
  EXPECT_EQ(text(m.s.asUnsigned() < m.u), "$unsigned(s) < u");
  EXPECT_EQ(text(m.s * m.t), "s * t");
  EXPECT_EQ(text((m.s + m.t) * m.t), "$signed(s + t) * t");
  EXPECT_EQ(text((m.u + m.v) * m.v), "$unsigned(u + v) * v");
  EXPECT_EQ(text(m.grid(0) + m.t), "grid[0 +: W] + t");
}

TEST(ExpressionText, WritesExtensionOut) {
  const Signals m;
  EXPECT_EQ(text(m.u.extend(m.W + 4)), "{4'd0, u}");
  EXPECT_EQ(text(m.u.extend(m.W + 1)), "{1'b0, u}");
  EXPECT_EQ(text(m.s.extend(m.W + 1)), "{s[W-1], s}");
  EXPECT_EQ(text(m.s.extend(2 * m.W)), "{{W{s[W-1]}}, s}");
  EXPECT_EQ(text(m.s.extend(3 * m.W + 1)), "{{(2*W+1){s[W-1]}}, s}");
  EXPECT_EQ(text((m.u + m.v).extend(m.W + 1)), "{1'b0, u + v}");
  EXPECT_EQ(text(m.u.extend(m.W)), "u");
  EXPECT_EQ(text(m.u.resize(m.W - 1)), "u[W-2:0]");
  EXPECT_EQ(text(m.u.resize(m.W + 2)), "{2'd0, u}");
}

TEST(ExpressionText, WritesSlices) {
  const Signals m;
  EXPECT_EQ(text(m.u.low(4)), "u[3:0]");
  EXPECT_EQ(text(m.u.high(4)), "u[W-1:W-4]");
  EXPECT_EQ(text(m.byte.bits(6, 2)), "byte_i[6:2]");
  EXPECT_EQ(text(m.byte.at(2, 3)), "byte_i[4:2]");
  EXPECT_EQ(text(m.u.bit(m.k)), "u[k]");
  EXPECT_EQ(text(m.u.msb()), "u[W-1]");
  EXPECT_EQ(text(m.grid(1, 2)), "grid[10*W +: W]");
  EXPECT_EQ(text(m.grid(m.k)), "grid[k*W +: W]");
  EXPECT_EQ(text(m.grid(m.k + 1)), "grid[$unsigned(k + 3'd1)*W +: W]");
  EXPECT_EQ(text(m.grid(m.k).low(2)), "grid[k*W +: 2]");
  EXPECT_EQ(text(m.grid(1).low(2)), "grid[W +: 2]");
  EXPECT_EQ(text(m.byte.high(4).high(2)), "byte_i[7:6]");
}

TEST(ExpressionText, WritesConstants) {
  const Signals m;
  EXPECT_EQ(text(m.byte + 5), "byte_i + 8'd5");
  EXPECT_EQ(text(m.small + 5), "short_i + 8'sd5");
  EXPECT_EQ(text(m.small + -5), "short_i + -8'sd5");
  EXPECT_EQ(text(m.small < -128), "short_i < 8'sh80");
  EXPECT_EQ(text(m.u + 0), "u + {W{1'b0}}");
  EXPECT_EQ(text(m.u + 5), "u + {{(W-3){1'b0}}, 3'd5}");
  EXPECT_EQ(text(m.s + -1), "s + {W{1'b1}}");
  EXPECT_EQ(text(m.s < -3), "s < $signed({{(W-3){1'b1}}, 3'h5})");
  EXPECT_EQ(text(lit<Unsigned>(int64_t(1) << 33, 40)), "40'h200000000");
  EXPECT_EQ(text(litHex("00deadbeefcafe0123456789", 96)), "96'hdeadbeefcafe0123456789");
  EXPECT_EQ(text(lit<Unsigned>(1, 1)), "1'b1");
  EXPECT_EQ(text(ones(m.W)), "{W{1'b1}}");
  EXPECT_EQ(text(value(m.W, 6)), "W[5:0]");
  EXPECT_EQ(text(m.u == m.W), "u == W[W-1:0]");
  EXPECT_EQ(text(cat(m.a, m.u, m.s)), "{a, u, s}");
  EXPECT_EQ(text(replicate(3, m.a)), "{3{a}}");
}

TEST(ExpressionWidth, FollowsTheRules) {
  const Signals m;
  EXPECT_TRUE((m.s * m.t).width().sameAs(2 * m.W));
  EXPECT_TRUE((m.s * m.small).width().sameAs(m.W + 8));
  EXPECT_TRUE(cat(m.a, m.u, m.s).width().sameAs(2 * m.W + 1));
  EXPECT_TRUE(replicate(3, m.u).width().sameAs(3 * m.W));
  EXPECT_TRUE((m.u < m.v).width().sameAs(1));
}

template <class A, class B>
concept Adds = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Compares = requires(A a, B b) {
  a == b;
};
template <class A, class B>
concept Orders = requires(A a, B b) {
  a < b;
};
template <class A, class B>
concept Multiplies = requires(A a, B b) {
  a* b;
};
template <class A, class B>
concept Selects = requires(Bit c, A a, B b) {
  mux(c, a, b);
};
template <class A, class B>
concept Drives = requires(A a, B b) {
  a <<= b;
};
template <class A>
concept IsCondition = requires(Module m, A a) {
  m.when(a, [] {});
};

TEST(Signs, NeverMix) {
  static_assert(Adds<UInt, UInt> && Adds<SInt, SInt> && Adds<SInt, int> && Adds<Bit, UInt>);
  static_assert(!Adds<UInt, SInt> && !Adds<SInt, UInt> && !Adds<Bit, SInt>);
  static_assert(Compares<UInt, UInt> && Compares<SInt, int> && !Compares<UInt, SInt>);
  static_assert(Orders<In<Signed>, SInt> && !Orders<In<Signed>, In<Unsigned>>);
  static_assert(Multiplies<SInt, SInt> && !Multiplies<SInt, UInt>);
  static_assert(Selects<SInt, SInt> && !Selects<SInt, UInt>);
  static_assert(Drives<Wire<Signed>, SInt> && Drives<Wire<Signed>, int>);
  static_assert(!Drives<Wire<Signed>, UInt> && !Drives<Out<Unsigned>, In<Signed>>);
  static_assert(IsCondition<UInt> && IsCondition<In<Bit>> && !IsCondition<SInt>);
}

} // namespace
} // namespace weft::hdl
