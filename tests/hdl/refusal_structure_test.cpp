// refusal_structure_test.cpp: One planted mistake per rule about instances, loops and names
// SPDX-License-Identifier: Apache-2.0
#include "tests/hdl/planted.hpp"

namespace weft::hdl::planted {
namespace {

TEST(RefusedInstance, UnconnectedPort) {
  expectRefused(
      [](Planted& m) {
        m.z <<= m.x;
        mistakeLine = __LINE__ + 1;
        auto& u = m.instance<Child>("u_child", {{"W", m.W}});
        m.y <<= u.out;
      },
      "planted: u_child: port 'in_i' is not connected" + DEFAULTS);
}

TEST(RefusedInstance, PortConnectedTwice) {
  expectRefused(
      [](Planted& m) {
        auto& u = m.instance<Child>("u_child", {{"W", m.W}});
        u.in <<= m.a;
        mistakeLine = __LINE__ + 1;
        u.in <<= m.b;
      },
      "planted: port 'u_child.in_i' is connected twice");
}

TEST(RefusedInstance, WidthMismatchAtAPort) {
  expectRefused(
      [](Planted& m) {
        auto& u = m.instance<Child>("u_child", {{"W", m.W + 1}});
        mistakeLine = __LINE__ + 1;
        u.in <<= m.a;
      },
      "planted: width mismatch in 'u_child.in_i <<= a_i': W+1 bits against W bits");
}

TEST(RefusedInstance, PinInAnExpression) {
  expectRefused(
      [](Planted& m) {
        auto& u = m.instance<Child>("u_child", {{"W", m.W}});
        mistakeLine = __LINE__ + 1;
        m.y <<= ~u.out;
      },
      "planted: 'u_child.out_o' must be connected to a name before it is used in an expression");
}

TEST(RefusedInstance, UnknownParameter) {
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        m.instance<Child>("u_child", {{"WIDTH", m.W}});
      },
      "planted: u_child: 'child' has no parameter 'WIDTH'");
}

TEST(RefusedInstance, MemoryBesideIt) {
  expectRefused(
      [](Planted& m) {
        m.z <<= m.x;
        mistakeLine = __LINE__ + 1;
        Memory mem{&m, "mem", m.N, m.W};
        auto& u = m.instance<Child>("u_child", {{"W", m.W}});
        u.in <<= m.a;
        m.y <<= u.out;
      },
      "planted: the memory 'mem' stands in a module with instances; give it a leaf module of its "
      "own");
}

TEST(RefusedLoop, InOneModule) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        Wire<Unsigned> p{&m, "p", m.W}, q{&m, "q", m.W};
        mistakeLine = __LINE__ + 1;
        p <<= q & m.a;
        q <<= p | m.b;
      },
      "planted: combinational loop: p -> q -> p" + DEFAULTS);
}

TEST(RefusedLoop, ThroughAnInstance) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        Wire<Unsigned> p{&m, "p", m.W}, q{&m, "q", m.W};
        auto& u = m.instance<Child>("u_child", {{"W", m.W}});
        mistakeLine = __LINE__ + 1;
        p <<= u.out;
        u.in <<= q;
        q <<= p;
      },
      "planted: combinational loop: p -> q -> p" + DEFAULTS);
}

TEST(RefusedLoop, ThroughABlock) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        Reg<Unsigned> p{&m, "p", m.W};
        Wire<Unsigned> q{&m, "q", m.W};
        m.combinational([&] {
          mistakeLine = __LINE__ + 1;
          p <<= m.a;
          m.when(anyOf(q), [&] { p <<= m.b; });
        });
        q <<= p;
      },
      "planted: combinational loop: p -> q -> p" + DEFAULTS);
}

TEST(AcceptedLoop, LanesThatFollowEachOther) {
  expectAccepted([](Planted& m) {
    m.y <<= m.a;
    m.z(0) <<= m.x(0);
    m.forEach("g_lane", "i", m.N - 1, [&](Dim i) { m.z(i + 1) <<= m.z(i) ^ m.x(i + 1); });
  });
}

TEST(AcceptedLoop, AValueBuiltUpInOrder) {
  expectAccepted([](Planted& m) {
    m.z <<= m.x;
    Reg<Unsigned> p{&m, "p", m.W};
    m.combinational([&] {
      p <<= m.a;
      m.when(m.reset, [&] { p <<= p + 1; });
    });
    m.y <<= p;
  });
}

TEST(AcceptedLoop, ThroughARegister) {
  expectAccepted([](Planted& m) {
    m.z <<= m.x;
    Reg<Unsigned> q{&m, "q", m.W};
    m.clocked(m.clk, [&] { q <<= q + m.a; });
    m.y <<= q;
  });
}

TEST(RefusedDrive, Input) {
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        m.a <<= m.b;
      },
      "planted: 'a_i' cannot be driven: it is an input or a constant");
}

TEST(RefusedDrive, Expression) {
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        (m.a + m.b) <<= m.a;
      },
      "planted: 'a_i + b_i' cannot be driven: it is not a name");
}

TEST(RefusedExpression, ProductInside) {
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        m.y <<= m.b ^ (m.a.low(4) * m.b.low(4)).sized(m.W);
      },
      "planted: the product 'a_i[3:0] * b_i[3:0]' needs a name of its own");
}

TEST(RefusedExpression, SliceOfNoName) {
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        m.y.low(1) <<= (m.a + m.b).low(1);
      },
      "planted: 'a_i + b_i' needs a name before it can be sliced");
}

TEST(RefusedExpression, SizeWithoutAName) {
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        m.y <<= m.a + (m.N - 1);
      },
      "planted: the size 'N-1' needs a localparam to be used as a number");
}

TEST(RefusedExpression, NetOfAnIterationThatDoesNotExist) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        m.forEach("g_lane", "i", m.N, [&](Dim i) {
          mistakeLine = __LINE__ + 1;
          Wire<Unsigned> s{&m, "s", m.W};
          s <<= s.from(i - 1);
        });
      },
      "planted: 'g_lane[-1].s' does not exist" + DEFAULTS);
}

TEST(RefusedExpression, NetOfAGenerateBlockFromOutside) {
  expectRefused(
      [](Planted& m) {
        m.z <<= m.x;
        std::optional<Wire<Unsigned>> inner;
        m.generateIf(m.W > 1, "g_inner", [&] {
          inner.emplace(&m, "s", m.W);
          *inner <<= m.a;
        });
        mistakeLine = __LINE__ + 1;
        m.y <<= *inner;
      },
      "planted: 's' is used outside of its generate block 'g_inner'" + DEFAULTS);
}

TEST(RefusedName, KeywordOrUgly) {
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        Wire<Bit>(&m, "reg");
      },
      "planted: 'reg' is a Verilog keyword");
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        Wire<Bit>(&m, "_x");
      },
      "planted: '_x' is not a Verilog name (letters, digits and _, a letter first)");
}

TEST(RefusedName, UsedTwice) {
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        Wire<Bit>(&m, "y_o");
      },
      "planted: the name 'y_o' is used twice");
}

TEST(RefusedName, PortWithoutASentence) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        mistakeLine = __LINE__ + 1;
        const Out<Bit> o(&m, "o_o", "");
        o <<= 0;
      },
      "planted: the port 'o_o' has no sentence of documentation");
}

} // namespace
} // namespace weft::hdl::planted
