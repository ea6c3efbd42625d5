// meaning_test.cpp: Emitted expressions compute in Icarus what the language promises
// SPDX-License-Identifier: Apache-2.0
#include "tests/hdl/lint.hpp"
#include "tests/hdl/samples.hpp"
#include "tests/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <sstream>

namespace weft::hdl {
namespace {

/// One set of input values: u, v unsigned bytes, s, t signed bytes, k three bits, c one bit.
struct Inputs {
  int64_t u, v, s, t, k, c;
};

struct Operators;

struct Operation {
  std::string name;
  int64_t width;
  std::function<UInt(Operators&)> describe;
  std::function<int64_t(const Inputs&)> compute; ///< low `width` bits count
};

extern const std::vector<Operation> OPERATIONS;

/// Every operation on the same inputs; W is symbolic so that parameterised text is what is run.
struct Operators : Module {
  Dim W = param("W", 8, "bits of a word");
  In<Unsigned> u{this, "u_i", W, "word"}, v{this, "v_i", W, "word"};
  In<Signed> s{this, "s_i", W, "word"}, t{this, "t_i", W, "word"};
  In<Unsigned> k{this, "k_i", 3, "amount"};
  In<Bit> c{this, "c_i", "choice"};
  Wire<Signed> signedProduct{this, "signed_product", 2 * W};
  Wire<Signed> sumProduct{this, "sum_product", 2 * W};
  Wire<Unsigned> unsignedProduct{this, "unsigned_product", 2 * W};
  WireGrid<Signed> grid{this, "grid", {2}, W, "s and t as lanes"};

  Operators() : Module("operators", "every operation of the language") {
    signedProduct <<= grid(0) * t;
    sumProduct <<= (s + grid(1)) * grid(1);
    unsignedProduct <<= u * v;
    grid(0) <<= s;
    grid(1) <<= t;
    for (const Operation& operation : OPERATIONS) {
      const Out<Unsigned> out(this, operation.name, operation.width, "result");
      out <<= operation.describe(*this).sized(operation.width);
    }
  }
};

int64_t asSigned8(int64_t value) { return static_cast<int8_t>(value); }
int64_t asUnsigned8(int64_t value) { return static_cast<uint8_t>(value); }

using M = Operators;
using I = Inputs;
const std::vector<Operation> OPERATIONS = {
    {"add_wraps", 8, [](M& m) { return m.u + m.v; }, [](I i) { return i.u + i.v; }},
    {"add_then_compare", 1, [](M& m) { return m.u + m.v < m.v; },
     [](I i) { return int64_t(asUnsigned8(i.u + i.v) < i.v); }},
    {"carry", 9, [](M& m) { return m.u.extend(m.W + 1) + m.v.extend(m.W + 1); },
     [](I i) { return i.u + i.v; }},
    {"extended_sum", 10, [](M& m) { return (m.u + m.v).extend(10); },
     [](I i) { return asUnsigned8(i.u + i.v); }},
    {"signed_extend", 12, [](M& m) { return m.s.extend(12).asUnsigned(); },
     [](I i) { return i.s; }},
    {"lane_extend", 12, [](M& m) { return m.grid(0).extend(12).asUnsigned(); },
     [](I i) { return i.s; }},
    {"signed_less", 1, [](M& m) { return m.s < m.t; }, [](I i) { return int64_t(i.s < i.t); }},
    {"lane_less", 1, [](M& m) { return m.grid(0) < m.t; }, [](I i) { return int64_t(i.s < i.t); }},
    {"lane_at_least_constant", 1, [](M& m) { return m.grid(1) >= -3; },
     [](I i) { return int64_t(i.t >= -3); }},
    {"sum_less", 1, [](M& m) { return m.s + m.grid(1) < m.t; },
     [](I i) { return int64_t(asSigned8(i.s + i.t) < i.t); }},
    {"reinterpreted_less", 1, [](M& m) { return m.s.asUnsigned() < m.u; },
     [](I i) { return int64_t(asUnsigned8(i.s) < i.u); }},
    {"unsigned_as_signed_less", 1, [](M& m) { return m.u.asSigned() < m.s; },
     [](I i) { return int64_t(asSigned8(i.u) < i.s); }},
    {"arithmetic_shift", 8, [](M& m) { return (m.s >> m.k).asUnsigned(); },
     [](I i) { return i.s >> i.k; }},
    {"shift_beside_lane", 8, [](M& m) { return ((m.s >> 1) + m.grid(1)).asUnsigned(); },
     [](I i) { return (i.s >> 1) + i.t; }},
    {"lane_shift", 8, [](M& m) { return (m.grid(0) >> m.k).asUnsigned(); },
     [](I i) { return i.s >> i.k; }},
    {"chosen_shift", 8, [](M& m) { return mux(m.c, m.s >> 2, m.grid(1)).asUnsigned(); },
     [](I i) { return i.c ? i.s >> 2 : i.t; }},
    {"sum_shift", 8, [](M& m) { return (m.u + m.v) >> 1; },
     [](I i) { return asUnsigned8(i.u + i.v) >> 1; }},
    {"left_shift", 8, [](M& m) { return m.u << m.k; }, [](I i) { return i.u << i.k; }},
    {"signed_product_o", 16, [](M& m) { return m.signedProduct.asUnsigned(); },
     [](I i) { return i.s * i.t; }},
    {"sum_product_o", 16, [](M& m) { return m.sumProduct.asUnsigned(); },
     [](I i) { return asSigned8(i.s + i.t) * i.t; }},
    {"unsigned_product_o", 16, [](M& m) { return m.unsignedProduct; },
     [](I i) { return i.u * i.v; }},
    {"negated", 8, [](M& m) { return (-m.s).asUnsigned(); }, [](I i) { return -i.s; }},
    {"inverted_and", 8, [](M& m) { return ~m.u & m.v; }, [](I i) { return ~i.u & i.v; }},
    {"difference", 8, [](M& m) { return m.u - (m.v - m.u); },
     [](I i) { return i.u - (i.v - i.u); }},
    {"minus_constant", 8, [](M& m) { return (m.s + -5).asUnsigned(); },
     [](I i) { return i.s - 5; }},
    {"size_as_number", 8, [](M& m) { return m.u + m.W; }, [](I i) { return i.u + 8; }},
    {"picked_bit", 1, [](M& m) { return m.u.bit(m.k); }, [](I i) { return i.u >> i.k & 1; }},
    {"picked_lane", 8, [](M& m) { return m.grid(m.k.low(1)).asUnsigned(); },
     [](I i) { return i.k & 1 ? i.t : i.s; }},
    {"picked_lane_next", 8, [](M& m) { return m.grid(m.k.low(1) + 1).asUnsigned(); },
     [](I i) { return i.k & 1 ? i.s : i.t; }},
    {"joined", 12, [](M& m) { return cat(m.c, m.k, m.u); },
     [](I i) { return i.c << 11 | i.k << 8 | i.u; }},
    {"repeated", 6, [](M& m) { return replicate(2, m.k); }, [](I i) { return i.k << 3 | i.k; }},
    {"parity", 1, [](M& m) { return xorOf(m.u + m.v); },
     [](I i) { return int64_t(__builtin_parityll(uint64_t(asUnsigned8(i.u + i.v)))); }},
    {"logic_o", 1, [](M& m) { return (m.u == m.v || anyOf(m.k)) && !m.c; },
     [](I i) { return int64_t((i.u == i.v || i.k) && !i.c); }},
};

/// A Verilog bench that applies the inputs and prints one line of hexadecimal results each.
std::string benchText(const std::vector<Inputs>& all) {
  std::ostringstream text;
  text << "module bench;\nreg [7:0] u, v, s, t; reg [2:0] k; reg c;\n";
  for (const Operation& operation : OPERATIONS)
    text << "wire [" << operation.width - 1 << ":0] " << operation.name << ";\n";
  text << "operators dut (.u_i(u), .v_i(v), .s_i(s), .t_i(t), .k_i(k), .c_i(c)";
  for (const Operation& operation : OPERATIONS)
    text << ", ." << operation.name << "(" << operation.name << ")";
  text << ");\ninitial begin\n";
  for (const Inputs& i : all) {
    text << "u=" << i.u << ";v=" << i.v << ";s=" << i.s << ";t=" << i.t << ";k=" << i.k
         << ";c=" << i.c << ";#1 $display(\"";
    for (size_t n = 0; n < OPERATIONS.size(); ++n)
      text << "%h ";
    text << "\"";
    for (const Operation& operation : OPERATIONS)
      text << ", " << operation.name;
    text << ");\n";
  }
  text << "end\nendmodule\n";
  return text.str();
}

std::vector<Inputs> someInputs() {
  std::vector<Inputs> all;
  const std::array<int64_t, 6> corners = {0, 1, 127, -128, -1, 85};
  for (const int64_t a : corners)
    for (const int64_t b : corners)
      all.push_back({asUnsigned8(a), asUnsigned8(b), a, b, a & 7, b & 1});
  std::mt19937 random(1);
  const auto draw = [&](int64_t mask) { return int64_t(random()) & mask; };
  for (int n = 0; n < 200; ++n)
    all.push_back(
        {draw(255), draw(255), asSigned8(draw(255)), asSigned8(draw(255)), draw(7), draw(1)});
  return all;
}

TEST(Meaning, EmittedOperatorsComputeWhatTheyPromise) {
  const std::vector<VerilogFile> files = emit(Operators());
  EXPECT_EQ(lintMessages(files), "");
  ASSERT_TRUE(isInstalled("iverilog")) << "scripts/install names the package";
  const std::vector<Inputs> all = someInputs();
  const test::TemporaryFolder folder;
  test::writeBytes(folder / "operators.v", files.back().text);
  test::writeBytes(folder / "bench.v", benchText(all));
  const CommandResult run =
      runCommand("cd " + folder.path().string() +
                 " && iverilog -g2005 -o b.vvp bench.v operators.v && vvp -n b.vvp");
  ASSERT_EQ(run.status, 0) << run.output;
  std::istringstream results(run.output);
  for (const Inputs& inputs : all)
    for (const Operation& operation : OPERATIONS) {
      std::string got;
      results >> got;
      const uint64_t mask = (uint64_t(1) << operation.width) - 1;
      ASSERT_EQ(std::stoull(got, nullptr, 16), uint64_t(operation.compute(inputs)) & mask)
          << operation.name << " of u=" << inputs.u << " v=" << inputs.v << " s=" << inputs.s
          << " t=" << inputs.t << " k=" << inputs.k << " c=" << inputs.c;
    }
}

} // namespace
} // namespace weft::hdl
