// refusal_block_test.cpp: One planted mistake per rule about clocked and combinational blocks
// SPDX-License-Identifier: Apache-2.0
#include "tests/hdl/planted.hpp"

namespace weft::hdl::planted {
namespace {

TEST(RefusedBlock, Latch) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        Reg<Unsigned> r{&m, "r", m.W};
        m.unused(r);
        m.combinational([&] {
          m.when(m.reset, [&] {
            mistakeLine = __LINE__ + 1;
            r <<= m.a;
          });
        });
      },
      "planted: 'r' has no value in some case; drive a default first" + DEFAULTS);
}

TEST(AcceptedBlock, AllBranchesGiveAValue) {
  expectAccepted([](Planted& m) {
    m.z <<= m.x;
    Reg<Unsigned> r{&m, "r", m.W};
    m.combinational([&] {
      m.when(m.reset, [&] { r <<= m.a; }).otherwise([&] {
        m.switchOn(m.b.low(1)).is(0, [&] { r <<= m.b; }).otherwise([&] { r <<= 0; });
      });
    });
    m.y <<= r;
  });
}

TEST(RefusedBlock, ReadBeforeAValue) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        Reg<Unsigned> r{&m, "r", m.W};
        m.combinational([&] {
          mistakeLine = __LINE__ + 1;
          r <<= ~r;
        });
      },
      "planted: '~r' reads 'r' before it has a value in every case" + DEFAULTS);
}

TEST(RefusedBlock, RegisterOutside) {
  expectRefused(
      [](Planted& m) {
        Reg<Bit> r{&m, "r_q"};
        mistakeLine = __LINE__ + 1;
        r <<= m.reset;
      },
      "planted: the register 'r_q' is driven outside of a block");
}

TEST(RefusedBlock, WireInside) {
  expectRefused(
      [](Planted& m) {
        mistakeLine = __LINE__ + 1;
        m.clocked(m.clk, [&] { m.y <<= m.a; });
      },
      "planted: 'y_o' is driven in a block but is no register");
}

TEST(RefusedBlock, WhenOutside) {
  mistakeLine = Planted::kPortsLine;
  expectRefused([](Planted& m) { m.when(m.reset, [] {}); },
                "planted: when stands outside of a clocked or combinational block");
}

TEST(RefusedBlock, MemoryReadOutside) {
  expectRefused(
      [](Planted& m) {
        Memory mem{&m, "mem", m.N, m.W};
        mistakeLine = __LINE__ + 1;
        m.y <<= mem[m.a.low(2)];
      },
      "planted: the memory word 'mem[a_i[1:0]]' must be read into a register");
}

TEST(RefusedBlock, CaseLabelTwice) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        Reg<Bit> r{&m, "r_q"};
        m.unused(r);
        m.clocked(m.clk, [&] {
          mistakeLine = __LINE__ + 1;
          m.switchOn(m.a.low(2)).is(1, [&] { r <<= 1; }).is(1, [&] { r <<= 0; });
        });
      },
      "planted: the case 'a_i[1:0]' has the label 2'd1 twice" + DEFAULTS);
}

} // namespace
} // namespace weft::hdl::planted
