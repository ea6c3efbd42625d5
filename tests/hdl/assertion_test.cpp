// assertion_test.cpp: A broken assertion ends both simulators, and what assertions are refused for
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/print_module.hpp"
#include "tests/hdl/lint.hpp"
#include "tests/hdl/planted.hpp"
#include "tests/hdl/samples.hpp"
#include "tests/temporary_folder.hpp"

namespace weft::hdl {
namespace {

constexpr const char* kIcarusBench = R"(module bench;
    reg clk = 0, reset = 0;
    reg [2:0] step;
    wire [11:0] count;
    watched u_watched (.clk(clk), .rst_i(reset), .step_i(step), .count_o(count));
    always #5 clk = ~clk;
    initial begin
        #20 reset = 1;
        #20 reset = 0; step = 3'b000;
        #20 step = STEP;
        #10 step = 3'b000;
        #40 $finish;
    end
endmodule
)";

constexpr const char* kVerilatorBench = R"(#include "Vwatched.h"
int main() {
  VerilatedContext context;
  Vwatched top(&context);
  for (int cycle = 0; cycle < 12; ++cycle) {
    top.rst_i = cycle == 2 || cycle == 3;
    top.step_i = cycle < 2 ? 7 : cycle == 6 ? STEP : 0;
    for (int clock : {0, 1}) {
      top.clk = clock;
      top.eval();
      context.timeInc(1);
    }
  }
  top.final();
}
)";

std::string withStep(std::string text, const std::string& step) {
  return text.replace(text.find("STEP"), 4, step);
}

/// The sample in a simulator, with one cycle of `step` in the middle.
class Simulated {
public:
  Simulated() {
    for (const VerilogFile& file : emit(samples::Watched()))
      test::writeBytes(folder_ / file.name, file.text);
  }
  CommandResult icarus(const std::string& step, const std::string& flags) {
    test::writeBytes(folder_ / "bench.v", withStep(kIcarusBench, step));
    return run("iverilog -g2005 -Wall " + flags +
               " -o bench.vvp -s bench bench.v watched.v && vvp -N bench.vvp");
  }
  CommandResult verilator(const std::string& step, const std::string& flags) {
    test::writeBytes(folder_ / "main.cpp", withStep(kVerilatorBench, step));
    return run("OBJCACHE=ccache verilator --cc --exe --build -Wall -O0 -CFLAGS -O0 " + flags +
               " watched.v main.cpp > build.log && obj_dir/Vwatched");
  }
  std::string preprocessed() { return run("iverilog -E -o flat.v watched.v && cat flat.v").output; }

private:
  CommandResult run(const std::string& command) {
    return runCommand("cd " + folder_.path().string() + " && " + command);
  }
  test::TemporaryFolder folder_;
};

const std::string kIcarusOn = std::string("-D") + kAssertionMacro;
const std::string kVerilatorOn = std::string("+define+") + kAssertionMacro;

/// Failed, and with the name of the instance and the sentence.
void expectBroken(const CommandResult& result, const std::string& sentence) {
  EXPECT_NE(result.status, 0);
  EXPECT_NE(result.output.find(sentence), std::string::npos) << result.output;
  EXPECT_NE(result.output.find("watched"), std::string::npos) << result.output;
}

TEST(Assertion, EndsIcarus) {
  Simulated simulated;
  expectBroken(simulated.icarus("3'b111", kIcarusOn),
               "bench.u_watched.assertion_failed: one lane at least rests (time ");
}

TEST(Assertion, ThatIsUnknownEndsIcarus) {
  Simulated simulated;
  expectBroken(simulated.icarus("3'b11x", kIcarusOn), "one lane at least rests");
}

/// Before the first reset everything is unknown, which breaks nothing.
TEST(Assertion, ThatHoldsLetsIcarusFinish) {
  Simulated simulated;
  const CommandResult result = simulated.icarus("3'b101", kIcarusOn);
  EXPECT_EQ(result.status, 0) << result.output;
}

TEST(Assertion, IsSilentInIcarusWithoutTheMacro) {
  Simulated simulated;
  const CommandResult result = simulated.icarus("3'b111", "");
  EXPECT_EQ(result.status, 0) << result.output;
}

TEST(Assertion, OfChecksEndsIcarus) {
  Simulated simulated;
  expectBroken(simulated.icarus("3'b101; #10 step = 3'b001", kIcarusOn),
               "a lane rests after a step");
}

TEST(Assertion, EndsVerilator) {
  Simulated simulated;
  expectBroken(simulated.verilator("7", kVerilatorOn), "assertion_failed: one lane at least rests");
}

TEST(Assertion, ThatHoldsLetsVerilatorFinish) {
  Simulated simulated;
  const CommandResult result = simulated.verilator("5", kVerilatorOn);
  EXPECT_EQ(result.status, 0) << result.output;
}

TEST(Assertion, IsSilentInVerilatorWithoutTheMacro) {
  Simulated simulated;
  const CommandResult result = simulated.verilator("7", "");
  EXPECT_EQ(result.status, 0) << result.output;
}

TEST(Assertion, LeavesNothingBehindWithoutTheMacro) {
  Simulated simulated;
  const std::string text = simulated.preprocessed();
  EXPECT_NE(text.find("count_q <= count_q"), std::string::npos);
  for (const char* word : {"assertion", "step_before_q", "twice", "integer"})
    EXPECT_EQ(text.find(word), std::string::npos) << word;
}

} // namespace
} // namespace weft::hdl

namespace weft::hdl::planted {
namespace {

TEST(RefusedAssertion, SentenceThatDoesNotFit) {
  const std::string sentence(kSentenceLength + 1, 'x');
  expectRefused(
      [&](Planted& m) {
        mistakeLine = __LINE__ + 1;
        m.require(m.clk, m.reset, m.a == 0, sentence);
      },
      "planted: the sentence of an assertion has 1 to 56 characters without quotes, backslashes "
      "and "
      "percent signs, not '" +
          sentence + "'");
}

TEST(RefusedAssertion, SecondClock) {
  expectRefused(
      [](Planted& m) {
        m.require(m.clk, m.reset, m.a == 0, "a is 0");
        mistakeLine = __LINE__ + 1;
        m.require(m.reset, m.clk, m.a == 0, "a is 0");
      },
      "planted: the assertions of a module have one clock and one reset");
}

TEST(RefusedAssertion, InsideABlock) {
  expectRefused(
      [](Planted& m) {
        m.clocked(m.clk, [&] {
          mistakeLine = __LINE__ + 1;
          m.require(m.clk, m.reset, m.a == 0, "a is 0");
        });
      },
      "planted: an assertion stands inside a clocked or combinational block");
}

TEST(RefusedAssertion, NetThatNothingElseReads) {
  expectRefused(
      [](Planted& m) {
        finish(m);
        mistakeLine = __LINE__ + 1;
        Wire<Unsigned> sum{&m, "sum", m.W};
        sum <<= m.a + m.b;
        m.require(m.clk, m.reset, sum != 0, "the sum is not 0");
      },
      "planted: 'sum' is never used" + DEFAULTS);
}

TEST(RefusedAssertion, ChecksThatDriveTheDesign) {
  expectRefused(
      [](Planted& m) {
        m.z <<= m.x;
        m.checks([&] {
          mistakeLine = __LINE__ + 1;
          m.y <<= m.a;
        });
      },
      "planted: 'y_o' is driven by checks and used outside of them" + DEFAULTS);
}

TEST(RefusedAssertion, NetOfChecksInTheDesign) {
  expectRefused(
      [](Planted& m) {
        m.z <<= m.x;
        UInt sum = m.a;
        m.checks([&] {
          Wire<Unsigned> both{&m, "both", m.W};
          both <<= m.a + m.b;
          sum = both;
        });
        mistakeLine = __LINE__ + 1;
        m.y <<= sum;
      },
      "planted: 'both' is used outside of its checks" + DEFAULTS);
}

TEST(RefusedAssertion, InstanceInChecks) {
  expectRefused(
      [](Planted& m) {
        m.checks([&] {
          mistakeLine = __LINE__ + 1;
          m.instance<Child>("u_child", {{"W", m.W}});
        });
      },
      "planted: an instance stands inside checks");
}

TEST(RefusedAssertion, NetOfChecksWithTheNameOfAnother) {
  expectRefused(
      [](Planted& m) {
        Wire<Bit> flag{&m, "flag"};
        m.checks([&] {
          mistakeLine = __LINE__ + 1;
          Wire<Bit> other{&m, "flag"};
        });
      },
      "planted: the name 'flag' is used twice");
}

} // namespace
} // namespace weft::hdl::planted
