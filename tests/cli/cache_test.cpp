// cache_test.cpp: Built simulators: odd places, damage, callers' variables, interrupts
// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/weft_tool.hpp"

#include "gen/config/read.hpp"
#include "sw/runtime/simulator_provider.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace weft::testing {
namespace {

namespace fs = std::filesystem;

/// A verilator that takes no time: it notes where and how it was called, then does `action`;
/// $LIBRARY is a built simulator.
class FakeVerilator {
public:
  explicit FakeVerilator(const std::string& name,
                         const std::string& action = "mkdir obj; cp $LIBRARY obj/simulator.so")
      : folder_(scratch(name)) {
    const std::string library =
        simulatorFor(loadConfig("tiny4"), SimulatorKind::plain, true).library;
    fs::create_directories(folder_);
    std::ofstream(tool()) << "#!/bin/sh\n[ \"$1\" = --version ] && exec echo fake\n"
                          << "LIBRARY=" << library << "\necho \"$PWD|$MAKEFLAGS|$CXX\" >> " << log()
                          << "\n"
                          << action << "\n";
    fs::permissions(tool(), fs::perms::owner_all);
  }

  std::string path() const { return "PATH=" + folder_.string() + ":$PATH "; }
  std::string log() const { return folder_ / "calls"; }

  std::vector<std::string> calls() const {
    std::vector<std::string> lines;
    std::ifstream in(log());
    for (std::string line; std::getline(in, line);)
      lines.push_back(line);
    return lines;
  }

private:
  fs::path tool() const { return folder_ / "verilator"; }

  fs::path folder_;
};

const std::string kRun = std::string(WEFT_TOOL) + " run tiny4 gemm:1x1x1 --quiet";

fs::path libraryIn(const fs::path& cache) {
  for (const auto& entry : fs::recursive_directory_iterator(cache))
    if (entry.path().filename() == "simulator.so")
      return entry.path();
  return {};
}

TEST(Cache, AnOddPlaceAndTheCallersVariablesDoNotReachTheBuild) {
  const FakeVerilator verilator("fake1");
  for (const char* name : {"a b", "a'b", "a$b", "a\tb", "a;b", "\xc3\xa4"}) {
    const fs::path cache = scratch("odd") + "/" + name;
    const ToolResult result =
        shell("export MAKEFLAGS=-n CXX=false WEFT_CACHE=\"" +
              (std::string(name) == "a$b" ? scratch("odd") + "/a\\$b" : cache.string()) + "\"; " +
              verilator.path() + kRun);
    EXPECT_EQ(result.status, 0) << name << result.output;
    EXPECT_TRUE(fs::exists(libraryIn(cache))) << name;
  }
  EXPECT_EQ(verilator.calls().size(), 6U);
  for (const std::string& call : verilator.calls()) {
    EXPECT_TRUE(call.ends_with("||")) << call;
    EXPECT_EQ(call.find_first_of(" \t'$;"), std::string::npos) << call;
    EXPECT_FALSE(fs::exists(call.substr(0, call.find('|')))) << "left behind";
  }
}

TEST(Cache, ADamagedSimulatorIsBuiltAgain) {
  const FakeVerilator verilator("fake2");
  const std::string cache = scratch("damaged");
  const std::string run = "WEFT_CACHE=" + cache + " " + verilator.path() + kRun;
  ASSERT_EQ(shell(run).status, 0);
  ASSERT_EQ(shell(run).status, 0);
  EXPECT_EQ(verilator.calls().size(), 1U);
  const fs::path library = libraryIn(cache);
  const auto size = fs::file_size(library);
  for (const std::uintmax_t damaged : {std::uintmax_t{0}, size / 2}) {
    fs::resize_file(library, damaged);
    const ToolResult result = shell(run);
    EXPECT_EQ(result.status, 0) << result.output;
    EXPECT_EQ(fs::file_size(library), size);
  }
  fs::resize_file(library, 0);
  fs::resize_file(library, size); // zeros
  EXPECT_EQ(shell(run).status, 0);
  EXPECT_EQ(verilator.calls().size(), 4U);
}

TEST(Cache, APlaceThatCannotBeUsedIsNamedWithTheVariable) {
  const FakeVerilator verilator("fake3");
  const std::string file = scratch("no_folder");
  std::ofstream(file) << "mine";
  for (const char* place : {"WEFT_CACHE=/dev/null ", "WEFT_CACHE=/proc/none ",
                            "WEFT_CACHE= HOME=/etc/passwd ", "WEFT_CACHE= HOME= "}) {
    const ToolResult result = shell(place + verilator.path() + kRun);
    EXPECT_EQ(result.status, 2) << result.output;
    EXPECT_NE(result.output.find("WEFT_CACHE"), std::string::npos) << result.output;
  }
  EXPECT_EQ(shell("WEFT_CACHE=" + file + " " + verilator.path() + kRun).status, 2);
  EXPECT_EQ(verilator.calls().size(), 0U);
}

TEST(Cache, AToolThatFailsIsExitThreeAndLeavesNothing) {
  const FakeVerilator verilator("fake4", "echo a reason; exit 1");
  const std::string cache = scratch("failing");
  const ToolResult result = shell("WEFT_CACHE=" + cache + " " + verilator.path() + kRun);
  EXPECT_EQ(result.status, 3);
  EXPECT_NE(result.output.find("a reason"), std::string::npos) << result.output;
  EXPECT_EQ(libraryIn(cache), "");
  EXPECT_EQ(std::distance(fs::directory_iterator(cache), {}), 1) << "only the lock";
}

/// A build that does not end, of a tool that does not listen and has children of its own; and one
/// who waits for it.
TEST(Cache, AnInterruptEndsTheBuildItsChildrenAndTheWait) {
  const std::string children = scratch("children");
  const FakeVerilator verilator("fake5", "trap '' TERM INT HUP; sleep 61 & echo $! > " + children +
                                             "; sleep 62");
  const std::string cache = scratch("endless");
  const std::string run = "WEFT_CACHE=" + cache + " " + verilator.path();
  for (const char* signal : {"INT", "TERM", "HUP"}) {
    const std::string limited =
        "timeout --preserve-status -s " + std::string(signal) + " 3 " + kRun;
    const ToolResult result =
        shell(run + limited + " & " + run + limited + "; first=$?; wait $!; exit $((first + $?))");
    EXPECT_EQ(result.status, (130 + 130) % 256) << result.output;
    EXPECT_EQ(std::distance(fs::directory_iterator(cache), {}), 1) << "only the lock";
    EXPECT_NE(shell("kill -0 $(cat " + children + ")").status, 0) << "still runs";
  }
}

} // namespace
} // namespace weft::testing
