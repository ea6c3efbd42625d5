// refusal_test.cpp: One planted mistake per rule about drivers, widths, ranges and use
// SPDX-License-Identifier: Apache-2.0
#include "tests/hdl/planted.hpp"

namespace weft::hdl::planted {
namespace {

TEST(Refusal, NothingInTheCorrectModule) { expectAccepted(finish); }

TEST(Refusal, Undriven) {
  mistakeLine = Planted::kPortsLine;
  expectRefused([](Planted& m) { m.z <<= m.x; }, "planted: 'y_o' is never driven" + DEFAULTS);
}

TEST(Refusal, UndrivenLane) {
  mistakeLine = Planted::kPortsLine;
  expectRefused(
      [](Planted& m) {
        m.y <<= m.a;
        m.forEach("g_lane", "i", m.N - 1, [&](Dim i) { m.z(i) <<= m.x(i); });
      },
      "planted: bits 23..16 of 'z_o' are never driven" + DEFAULTS);
}

TEST(Refusal, UndrivenInOneConfigurationOnly) {
  mistakeLine = Planted::kPortsLine;
  const auto mistake = [](Planted& m) {
    m.y <<= m.a;
    for (int i = 0; i < 3; ++i)
      m.z(i) <<= m.x(i);
  };
  expectAccepted(mistake);
  expectRefused(mistake, "planted: bits 31..24 of 'z_o' are never driven when W=8, N=4",
                {{"N", 4}});
}

TEST(Refusal, DoublyDriven) {
  expectRefused(
      [](Planted& m) {
        m.z <<= m.x;
        otherLine = __LINE__ + 1;
        m.y <<= m.a;
        mistakeLine = __LINE__ + 1;
        m.y <<= m.b;
      },
      "planted: 'y_o' is driven twice; the other driver is at OTHER" + DEFAULTS);
}

TEST(Refusal, DoublyDrivenSlices) {
  expectRefused(
      [](Planted& m) {
        m.z <<= m.x;
        otherLine = __LINE__ + 1;
        m.y.low(5) <<= m.a.low(5);
        mistakeLine = __LINE__ + 1;
        m.y.high(4) <<= m.a.high(4);
      },
      "planted: bit 4 of 'y_o' is driven twice; the other driver is at OTHER" + DEFAULTS);
}

TEST(Refusal, DoublyDrivenLanesOfALoop) {
  expectRefused(
      [](Planted& m) {
        m.y <<= m.a;
        m.forEach("g_lane", "i", m.N, [&](Dim i) {
          mistakeLine = otherLine = __LINE__ + 1;
          m.z.flat().at(i * (m.W - 1), m.W) <<= m.x(i);
        });
      },
      "planted: bit 7 of 'z_o' is driven twice; the other driver is at OTHER" + DEFAULTS);
}

TEST(Refusal, RegisterDrivenInTwoBlocks) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        Reg<Bit> r{&m, "r_q"};
        m.unused(r);
        otherLine = __LINE__ + 1;
        m.clocked(m.clk, [&] { r <<= m.reset; });
        mistakeLine = __LINE__ + 1;
        m.clocked(m.clk, [&] { r <<= 0; });
      },
      "planted: 'r_q' is driven twice; the other driver is at OTHER" + DEFAULTS);
}

TEST(Refusal, WidthMismatch) {
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        m.y <<= m.x.flat();
      },
      "planted: width mismatch in 'y_o <<= x_i': W bits against N*W bits");
}

TEST(Refusal, WidthMismatchUnderAnOperator) {
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        m.y <<= m.a + m.b.low(4);
      },
      "planted: width mismatch in 'a_i + b_i[3:0]': W bits against 4 bits");
}

TEST(Refusal, WidthMismatchUnderMux) {
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        m.y <<= mux(m.reset, m.a, m.x.flat());
      },
      "planted: width mismatch in 'rst_i ? a_i : x_i': W bits against N*W bits");
}

TEST(Refusal, WideCondition) {
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        m.clocked(m.clk, [&] { m.when(m.a, [] {}); });
      },
      "planted: a condition must be 1 bit, not W bits");
}

TEST(Refusal, WidthClaimThatDoesNotHold) {
  const auto mistake = [](Planted& m) {
    m.z <<= m.x;
    mistakeLine = __LINE__ + 1;
    m.y <<= m.x.flat().low(3 * m.W - 16).sized(m.W);
  };
  expectAccepted(mistake);
  expectRefused(mistake,
                "planted: 'x_i[3*W-17:0]' is claimed to be W = 9 bits but is 11 when W=9, N=3",
                {{"W", 9}});
}

TEST(Refusal, ExtensionToLess) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        Wire<Unsigned> w{&m, "w", 8};
        mistakeLine = __LINE__ + 1;
        w <<= m.a.extend(8);
        m.unused(w);
      },
      "planted: 'a_i' is extended from 9 to 8 bits when W=9, N=3", {{"W", 9}});
}

TEST(Refusal, WidthOfNothing) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        mistakeLine = __LINE__ + 1;
        Wire<Unsigned> w{&m, "w", m.W - 7};
        w <<= m.a.high(m.W - 7);
        m.unused(w);
      },
      "planted: 'w' is W-7 = 0 bits wide when W=7, N=3", {{"W", 7}});
}

TEST(Refusal, ConstantThatDoesNotFit) {
  const auto mistake = [](Planted& m) {
    m.z <<= m.x;
    mistakeLine = __LINE__ + 1;
    m.y <<= m.a + 200;
  };
  expectAccepted(mistake);
  expectRefused(mistake, "planted: the constant 200 does not fit in W = 7 bits when W=7, N=3",
                {{"W", 7}});
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        m.y.low(4) <<= 16;
      },
      "planted: the constant 16 does not fit in 4 bits unsigned");
}

TEST(Refusal, LaneOutOfRange) {
  expectRefused(
      [](Planted& m) {
        m.y <<= m.a;
        m.forEach("g_lane", "i", m.N, [&](Dim i) {
          mistakeLine = __LINE__ + 1;
          m.z(i) <<= m.x(i + 1);
        });
      },
      "planted: 'x_i[(i+1)*W +: W]' is out of range: bits 31..24 of 24" + DEFAULTS);
}

TEST(Refusal, SliceOutOfRange) {
  expectRefused(
      [](Planted& m) {
        m.z <<= m.x;
        mistakeLine = __LINE__ + 1;
        m.y <<= m.a.at(4, 4).extend(m.W);
      },
      "planted: 'a_i[7:4]' is out of range: bits 7..4 of 7 when W=7, N=3", {{"W", 7}});
}

TEST(Refusal, RunTimeIndexTooWide) {
  expectRefused(
      [](Planted& m) {
        m.z <<= m.x;
        mistakeLine = __LINE__ + 1;
        m.y <<= m.x(m.a.low(3));
      },
      "planted: the index of 'x_i[a_i[2:0]*W +: W]' is 3 bits wide; 3 places need 2" + DEFAULTS);
}

TEST(Refusal, UnusedSignal) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        mistakeLine = __LINE__ + 1;
        Wire<Unsigned> w{&m, "w", m.W};
        w <<= m.a;
      },
      "planted: 'w' is never used" + DEFAULTS);
}

TEST(Refusal, UnusedBits) {
  expectRefused(
      [](Planted& m) {
        m.z <<= m.x;
        mistakeLine = __LINE__ + 1;
        Wire<Unsigned> w{&m, "w", m.W};
        w <<= m.a;
        m.y <<= w.high(6).extend(m.W);
      },
      "planted: bits 1..0 of 'w' are never used" + DEFAULTS);
}

TEST(Refusal, UnusedSize) {
  mistakeLine = Planted::kPortsLine;
  expectRefused(
      [](Planted& m) {
        finish(m);
        m.localparam("DEPTH", m.N + 1);
      },
      "planted: the size 'DEPTH' is never used");
}

TEST(Refusal, UnusedFunction) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        mistakeLine = __LINE__ + 1;
        Function<Unsigned> f{&m, "f", m.W};
        f.returns(f.input<Unsigned>("p", m.W));
      },
      "planted: the function 'f' is never used");
}

TEST(Refusal, UnusedFunctionInput) {
  expectRefused(
      [](Planted& m) {
        m.z <<= m.x;
        Function<Unsigned> f{&m, "f", m.W};
        mistakeLine = __LINE__ + 1;
        const auto p = f.input<Unsigned>("p", m.W);
        f.returns(p.low(4).extend(m.W));
        m.y <<= f(m.a);
      },
      "planted: the input 'p' of the function 'f' is not wholly used" + DEFAULTS);
}

TEST(Refusal, RequirementThatDoesNotHold) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        mistakeLine = __LINE__ + 1;
        m.require(m.W >= 9, "W_must_be_at_least_9");
      },
      "planted: the requirement 'W_must_be_at_least_9' (W >= 9) does not hold" + DEFAULTS);
}

} // namespace
} // namespace weft::hdl::planted
