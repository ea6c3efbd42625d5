// subprocess_test.cpp: Failing and missing tools are told apart and named
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/subprocess.hpp"

#include "tests/temporary_folder.hpp"

#include <csignal>
#include <gtest/gtest.h>

namespace weft {
namespace {

std::string failureOf(const std::vector<std::string>& command) {
  const test::TemporaryFolder folder;
  try {
    runTool(command, folder.path(), folder / "subprocess.log");
  } catch (const ToolError& error) {
    return error.what();
  }
  return "";
}

TEST(Subprocess, SuccessIsSilent) { EXPECT_EQ(failureOf({"true"}), ""); }

TEST(Subprocess, FailureShowsTheLog) {
  EXPECT_EQ(failureOf({"sh", "-c", "echo a reason; exit 4"}),
            "sh failed with status 4:\n  a reason");
}

TEST(Subprocess, MissingToolIsNamed) {
  EXPECT_EQ(failureOf({"no-such-tool"}),
            "no-such-tool: not found; scripts/install names the package");
}

TEST(Subprocess, TheCallersVariablesOfMakeAndCompilersStayOut) {
  for (const char* name : {"MAKEFLAGS", "MAKEFILES", "CXX", "CXXFLAGS", "CPPFLAGS", "LDFLAGS"}) {
    setenv(name, "odd", 1);
    EXPECT_EQ(failureOf({"sh", "-c", std::string("test -z \"$") + name + "\""}), "") << name;
    unsetenv(name);
  }
}

TEST(Subprocess, NothingThatAToolStartedOutlivesIt) {
  const test::TemporaryFolder folder;
  runTool({"sh", "-c", "sleep 60 & echo $! > child"}, folder.path(), folder / "log");
  const pid_t child = std::stoi(test::readBytes(folder / "child"));
  EXPECT_NE(kill(child, 0), 0);
}

TEST(Subprocess, FirstLineIsTheFirst) {
  EXPECT_EQ(firstLineOf({"sh", "-c", "echo one; echo two >&2; echo three"}), "one");
}

TEST(Subprocess, FirstLineOfAMissingToolIsEmpty) { EXPECT_EQ(firstLineOf({"no-such-tool"}), ""); }

} // namespace
} // namespace weft
