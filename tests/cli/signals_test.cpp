// signals_test.cpp: Every command ends soon after a signal and leaves nothing behind
// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/weft_tool.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

namespace weft::testing {
namespace {

namespace fs = std::filesystem;

struct Command {
  std::string name;
  std::string arguments;
};

/// Commands that would take minutes, or wait for ever, with outputs in the folder that is their
/// working directory.
std::vector<Command> longCommands() {
  return {
      {"run", "run tiny4 gemm:1024x1024x512 --quiet --trace t.json --wave w.fst --json r.json"},
      {"jobs", "run tiny4 encoder:L=512,D=256,H=4,F=1024,layers=4 --jobs 2 --quiet --json r.json"},
      {"golden", "run tiny4 gemm:4096x16384x512 --backend golden --quiet --output o"},
      {"pipe in", "config check ./pipe"},
      {"pipe out", "config list --quiet --json pipe"}};
}

/// True once the tool has taken over the signals: before that the system ends it.
bool listens(pid_t tool) {
  std::ifstream status("/proc/" + std::to_string(tool) + "/status");
  const std::string caught = "SigCgt:";
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(caught))
      return std::stoull(line.substr(caught.size()), nullptr, 16) >> (SIGHUP - 1) & 1;
  return false;
}

/// Starts the command in `folder`, sends the signal after `delay` and returns how it ended.
int endedBy(const fs::path& folder, const std::string& arguments, int signal,
            std::chrono::milliseconds delay) {
  const std::string line = "cd " + folder.string() + " && exec " WEFT_TOOL " " + arguments +
                           " > /dev/null 2> " + folder.string() + ".err";
  const pid_t tool = startTool({"/bin/sh", "-c", line.c_str()});
  while (!listens(tool))
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::this_thread::sleep_for(delay);
  kill(tool, signal);
  int status = 0;
  waitpid(tool, &status, 0);
  return status;
}

TEST(Signals, EndEveryCommandAndLeaveNothing) {
  int count = 0;
  for (const Command& command : longCommands())
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
      const fs::path folder = scratch("signal" + std::to_string(count));
      fs::create_directories(folder);
      ASSERT_EQ(shell("mkfifo " + (folder / "pipe").string()).status, 0);
      const std::chrono::milliseconds delay(137 * (count++ % 7));
      const int status = endedBy(folder, command.arguments, signal, delay);
      const std::string what = command.name + ", signal " + std::to_string(signal);
      if (signal == SIGQUIT)
        EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGQUIT) << what;
      else
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 130) << what;
      EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 1) << what << ": only the pipe";
    }
}

/// Too short to be hit for sure: it ends by the signal with nothing, or was done, maybe just before
/// the signal.
TEST(Signals, GenLeavesAWholeFolderOrNone) {
  for (int step = 0; step < 8; ++step) {
    const fs::path folder = scratch("gen_signal" + std::to_string(step));
    fs::create_directories(folder);
    const int status =
        endedBy(folder, "gen wide64 -o out --quiet", SIGTERM, std::chrono::milliseconds(20 * step));
    ASSERT_TRUE(WIFEXITED(status));
    const bool isWhole = fs::exists(folder / "out/manifest.json");
    EXPECT_TRUE(isWhole || WEXITSTATUS(status) == 130) << WEXITSTATUS(status);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), isWhole ? 1 : 0);
  }
}

TEST(Signals, NohupIsRespected) {
  const std::string json = scratch("nohup.json");
  const ToolResult result = shell("trap '' HUP; " WEFT_TOOL
                                  " run tiny4 gemm:512x512x64 --backend golden --quiet --json " +
                                  json + " & sleep 0.1; kill -HUP $!; wait $!");
  EXPECT_EQ(result.status, 0) << result.output;
  EXPECT_TRUE(fs::exists(json));
}

} // namespace
} // namespace weft::testing
