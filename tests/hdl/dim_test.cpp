// dim_test.cpp: Sizes print as written and compare as polynomials
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/hdl.hpp"
#include "gen/num/error.hpp"

#include <gtest/gtest.h>

namespace weft::hdl {
namespace {

struct Sizes : Module {
  Dim A = param("A", 8, "a size"), B = param("B", 3, "another"), C = param("C", 5, "a third");
  Dim SUM = localparam("SUM", A + B, "both");
  Sizes() : Module("sizes", "parameters to compute with") {}
  Environment at(int64_t a, int64_t b, int64_t c) const { return {this, {a, b, c, a + b}}; }
};

TEST(DimText, IsWhatTheAuthorWrote) {
  const Sizes s;
  EXPECT_EQ((2 * s.A + 1).text(), "2*A+1");
  EXPECT_EQ((s.A * (s.B + 1)).text(), "A*(B+1)");
  EXPECT_EQ((s.A - (s.B - s.C)).text(), "A-(B-C)");
  EXPECT_EQ((s.A / 2 * s.B).text(), "A/2*B");
  EXPECT_EQ((s.A * (s.B / 2)).text(), "A*(B/2)");
  EXPECT_EQ(clog2(s.A + 1).text(), "$clog2(A+1)");
  EXPECT_EQ(max(s.A, s.B).text(), "(A > B ? A : B)");
  EXPECT_EQ(min(s.A, 4).text(), "(A < 4 ? A : 4)");
  EXPECT_EQ(pow2(s.A).text(), "(1<<A)");
  EXPECT_EQ((s.A % s.B).text(), "A%B");
}

TEST(DimText, FoldsConstantsAtTheEnd) {
  const Sizes s;
  EXPECT_EQ(((s.A + 1) - 1).text(), "A");
  EXPECT_EQ(((s.A + 3) - 1).text(), "A+2");
  EXPECT_EQ(((s.A - 3) + 3).text(), "A");
  EXPECT_EQ((1 * s.A + 0).text(), "A");
  EXPECT_EQ((0 * s.A).text(), "0");
  EXPECT_EQ((s.A / 1).text(), "A");
}

TEST(DimPolynomial, ComparesForAllValues) {
  const Sizes s;
  EXPECT_TRUE((2 * s.A).sameAs(s.A + s.A));
  EXPECT_TRUE(((s.A + s.B) * (s.A - s.B)).sameAs(s.A * s.A - s.B * s.B));
  EXPECT_TRUE(((s.A + 1) * s.C).sameAs(s.C + s.C * s.A));
  EXPECT_TRUE((s.A - s.A).sameAs(0));
  EXPECT_FALSE((2 * s.A).sameAs(s.A + s.B));
  EXPECT_FALSE(s.A.sameAs(8));
  EXPECT_FALSE(Dim(3).sameAs(4));
}

TEST(DimPolynomial, SeesThroughLocalparams) {
  const Sizes s;
  EXPECT_TRUE(s.SUM.sameAs(s.B + s.A));
  EXPECT_TRUE((s.SUM - s.B).sameAs(s.A));
}

TEST(DimPolynomial, KeepsCallsOpaque) {
  const Sizes s;
  EXPECT_TRUE(clog2(s.A + s.B).sameAs(clog2(s.B + s.A)));
  EXPECT_FALSE(clog2(s.A).sameAs(clog2(s.B)));
  EXPECT_TRUE((clog2(s.A) * 2).sameAs(clog2(s.A) + clog2(s.A)));
  EXPECT_FALSE((s.A / 2 * 2).sameAs(s.A));
  EXPECT_TRUE((4 * s.A / 2).sameAs(2 * s.A));
  EXPECT_FALSE(max(s.A, s.B).sameAs(min(s.A, s.B)));
  EXPECT_FALSE((s.A / s.B).sameAs(s.A % s.B));
}

TEST(DimPolynomial, PrintsBackWhenShorter) {
  const Sizes s;
  EXPECT_EQ((s.A + s.B - s.A).simplified().text(), "B");
  EXPECT_EQ((s.A - 2 * s.B).simplified().text(), "A-2*B");
  EXPECT_EQ((24 - (24 - s.A)).simplified().text(), "A");
}

TEST(DimValue, IsIntegerArithmetic) {
  const Sizes s;
  const Environment e = s.at(9, 4, 2);
  EXPECT_EQ((s.A / s.B).evaluate(e), 2);
  EXPECT_EQ((s.A % s.B).evaluate(e), 1);
  EXPECT_EQ((s.A - s.B * s.C).evaluate(e), 1);
  EXPECT_EQ(max(s.A, s.B).evaluate(e), 9);
  EXPECT_EQ(min(s.A, s.B).evaluate(e), 4);
  EXPECT_EQ(pow2(s.C).evaluate(e), 4);
  EXPECT_EQ(indexWidth(s.A).evaluate(e), 4);
}

TEST(DimValue, Clog2IsTheIndexWidth) {
  const std::vector<std::pair<int, int>> known = {{1, 0}, {2, 1},     {3, 2},    {4, 2},
                                                  {5, 3}, {1024, 10}, {1025, 11}};
  for (const auto& [n, bits] : known)
    EXPECT_EQ(clog2(n).constant(), bits) << n;
  EXPECT_EQ(indexWidth(1).constant(), 1);
}

TEST(DimValue, RefusesForeignSymbolsAndZeroDivisors) {
  const Sizes s;
  const Sizes other;
  EXPECT_THROW((s.A + other.B).evaluate(s.at(1, 2, 3)), DesignError);
  EXPECT_THROW((s.A / (s.B - 2)).evaluate(s.at(1, 2, 3)), DesignError);
}

TEST(ConditionText, InvertsTheComparison) {
  const Sizes s;
  EXPECT_EQ((!(s.A >= 4)).text(), "A < 4");
  EXPECT_EQ((!(s.A == 4 || s.B < 2)).text(), "A != 4 && B >= 2");
  EXPECT_EQ((s.A > 1 && (s.B > 1 || s.C > 1)).text(), "A > 1 && (B > 1 || C > 1)");
}

TEST(ConditionValue, FollowsTheComparison) {
  const Sizes s;
  const Environment e = s.at(9, 4, 2);
  EXPECT_TRUE((s.A > s.B && s.B >= 4).evaluate(e));
  EXPECT_FALSE((!(s.A > s.B && s.B >= 4)).evaluate(e));
  EXPECT_TRUE((s.A != 9 || s.C <= 2).evaluate(e));
}

} // namespace
} // namespace weft::hdl
