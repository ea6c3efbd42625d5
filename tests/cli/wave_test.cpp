// wave_test.cpp: `weft run --wave` and the line that a mismatch prints
// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/weft_tool.hpp"

#include "gen/config/read.hpp"
#include "sw/runtime/simulator_entry.hpp"
#include "sw/runtime/simulator_provider.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <string>
#include <thread>

namespace weft::testing {
namespace {

namespace fs = std::filesystem;

/// An accelerator that rounds down.
fs::path faultyLibrary() {
  SimulatorSources sources = simulatorSources(loadConfig("tiny4"), SimulatorKind::waves);
  std::string& text = sources.rtl.at("requantise.v");
  const std::string rounding = "shifted_q[59:1] + {58'd0, shifted_q[0]}";
  const std::size_t at = text.find(rounding);
  EXPECT_NE(at, std::string::npos);
  text.replace(at, rounding.size(), "shifted_q[59:1]");
  return provideSimulator(sources, true).library;
}

/// A cache whose simulators of tiny4 are the faulty one.
const std::string& faultyCache() {
  static const std::string cache = [] {
    const fs::path library = faultyLibrary(), folder = scratch("faulty_cache");
    for (const SimulatorKind kind : {SimulatorKind::plain, SimulatorKind::waves}) {
      const fs::path place =
          folder / simulatorFolder(simulatorSources(loadConfig("tiny4"), kind)).filename();
      fs::create_directories(folder);
      storeSimulator(library, place);
    }
    return folder.string();
  }();
  return cache;
}

ToolResult faultyShell(const std::string& line) {
  return shell("export WEFT_CACHE=" + faultyCache() + "; " + line);
}
ToolResult faultyWeft(const std::string& arguments) {
  return faultyShell(std::string(WEFT_TOOL) + " " + arguments);
}

/// First and last time of an FST file: two a cycle.
struct Times {
  std::uint64_t first, last;
};

std::uint64_t bigEndian(std::istream& in) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i)
    value = value << 8 | static_cast<std::uint64_t>(in.get());
  return value;
}

/// The header block: type 0, its length, first and last time.
std::optional<Times> timesOf(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in || in.get() != 0)
    return std::nullopt;
  bigEndian(in);
  const std::uint64_t first = bigEndian(in);
  return Times{first, bigEndian(in)};
}

void expectWindow(const std::string& file, std::uint64_t from, std::uint64_t to) {
  const auto times = timesOf(file);
  ASSERT_TRUE(times) << file;
  EXPECT_EQ(times->first, 2 * from);
  EXPECT_EQ(times->last, 2 * to + 1);
}

std::string firstMatch(const std::string& text, const std::string& pattern) {
  std::smatch match;
  return std::regex_search(text, match, std::regex(pattern)) ? match[1].str() : "";
}

/// The printed line, run in a folder of its own, shows the same wrong value in its window.
void expectTheLineToShowTheMismatch(const std::string& arguments) {
  SCOPED_TRACE(arguments);
  const ToolResult first = faultyWeft("run " + arguments);
  EXPECT_EQ(first.status, 1);
  const std::string mismatch = firstMatch(first.output, "(first mismatch: [^\n]*)"),
                    line = firstMatch(first.output, "to see it:\n  ([^\n]*)");
  ASSERT_NE(line, "") << first.output;
  const test::TemporaryFolder folder;
  const ToolResult again = faultyShell("cd " + folder.path().string() + " && " + line);
  EXPECT_EQ(again.status, 1);
  EXPECT_EQ(firstMatch(again.output, "(first mismatch: [^\n]*)"), mismatch);
  const auto number = [](const std::string& text) { return std::stoull(text); };
  const std::uint64_t cycle = number(firstMatch(first.output, "written in cycle ([0-9]+)")),
                      from = number(firstMatch(line, "from=([0-9]+)")),
                      to = number(firstMatch(line, "to=([0-9]+)"));
  EXPECT_LE(from, cycle);
  EXPECT_GE(to, cycle);
  expectWindow(folder / "mismatch.fst", from, to);
}

TEST(Wave, OfAMismatchIsWrittenByThePrintedLine) {
  expectTheLineToShowTheMismatch("tiny4 gemm:20x30x40");
  expectTheLineToShowTheMismatch(
      "tiny4 'gemm:20x30x40,act=relu' --seed 7 --memory latency=9,bytes=3,stall=20 --quiet");
  expectTheLineToShowTheMismatch("tiny4 encoder:L=6,D=16,H=2,F=20 --override bus.burst_beats=16");
  expectTheLineToShowTheMismatch("tiny4 encoder:L=6,D=16,H=2,F=20,layers=2 --jobs 2");
}

/// Registers power up with random values, assertions may break on them, and nobody shall read of
/// it.
TEST(Wave, SaysNothingOfTheCyclesBeforeTheFirstReset) {
  const std::string file = scratch("power_up.fst");
  for (int seed = 1; seed <= 16; ++seed)
    EXPECT_EQ(
        weft("run tiny4 gemm:2x3x4 --quiet --wave " + file + " --seed " + std::to_string(seed))
            .output,
        "");
}

TEST(Wave, HoldsItsWindowOnly) {
  const std::string file = scratch("window.fst");
  EXPECT_EQ(faultyWeft("run tiny4 gemm:20x30x40 --wave " + file + ",from=100,to=149").status, 1);
  expectWindow(file, 100, 149);
}

TEST(Wave, WithoutAWindowHoldsTheWholeRun) {
  const std::string file = scratch("whole.fst"), json = scratch("whole_wave.json");
  EXPECT_EQ(faultyWeft("run tiny4 gemm:9x9x9 --quiet --wave " + file + " --json " + json).status,
            1);
  const auto times = timesOf(file);
  ASSERT_TRUE(times);
  EXPECT_EQ(times->first, 0U);
  EXPECT_GE(times->last,
            2 * nlohmann::json::parse(std::ifstream(json))["cycles"].get<std::uint64_t>());
}

/// Cycles count over all submissions.
TEST(Wave, ReachesIntoALaterLayer) {
  const std::string file = scratch("later.fst"), json = scratch("later.json");
  const std::string workload = "run tiny4 encoder:L=6,D=16,H=2,F=20,layers=2 --jobs 2 --quiet";
  faultyWeft(workload + " --json " + json);
  const std::uint64_t begin =
      nlohmann::json::parse(std::ifstream(json))["operators"][7]["start"].get<std::uint64_t>();
  const std::string window =
      ",from=" + std::to_string(begin + 40) + ",to=" + std::to_string(begin + 60);
  faultyWeft(workload + " --wave " + file + window);
  expectWindow(file, begin + 40, begin + 60);
}

TEST(Wave, IsRefusedWhereItCannotBe) {
  expectRefused("run tiny4 gemm:4x4x4 --wave /nowhere/w.fst", "no folder /nowhere");
  expectRefused("run tiny4 gemm:4x4x4 --wave w.fst,from=5,to=4", "from <= to");
  expectRefused("run tiny4 gemm:4x4x4 --wave w.fst,from=99999999999999999999", "from=CYCLE");
  expectRefused("run tiny4 gemm:4x4x4 --wave w.fst,until=4", "until=4");
  expectRefused("run tiny4 gemm:4x4x4 --wave ,from=1", "the name of the output file is empty");
  expectRefused("run tiny4 gemm:4x4x4 --backend golden --wave w.fst", "--wave needs --backend rtl");
  EXPECT_FALSE(fs::exists("w.fst"));
}

TEST(Wave, AnInterruptLeavesNoPartOfIt) {
  const test::TemporaryFolder folder;
  const std::string wave = folder / "w.fst";
  setenv("WEFT_CACHE", faultyCache().c_str(), 1);
  const pid_t tool = startTool(
      {WEFT_TOOL_PATH, "run", "tiny4", "encoder:L=256,D=64,H=2,F=256", "--wave", wave.c_str()});
  unsetenv("WEFT_CACHE");
  for (int i = 0; i < 600 && fs::is_empty(folder.path()); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_FALSE(fs::is_empty(folder.path()));
  kill(tool, SIGINT);
  int status = 0;
  ASSERT_EQ(waitpid(tool, &status, 0), tool);
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

} // namespace
} // namespace weft::testing
