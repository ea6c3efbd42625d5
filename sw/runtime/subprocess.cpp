// subprocess.cpp: Runs an external tool, keeps its output, ends it when weft is interrupted.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/subprocess.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace weft {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenLooks(5), kGrace(500);
constexpr int kNotStarted = 127; ///< exit status, as the shell's

/// What make, the makefiles of Verilator and the compiler would take from the caller.
constexpr std::array<std::string_view, 24> kKeptFromTools = {
    "MAKEFLAGS", "MFLAGS",   "GNUMAKEFLAGS", "MAKEFILES", "MAKELEVEL",   "MAKE",
    "CC",        "CXX",      "AR",           "LINK",      "CFLAGS",      "CXXFLAGS",
    "CPPFLAGS",  "LDFLAGS",  "LDLIBS",       "LOADLIBES", "TARGET_ARCH", "OPT",
    "OPT_FAST",  "OPT_SLOW", "OPT_GLOBAL",   "OBJCACHE",  "VPATH",       "VERILATOR_TEST_FLAGS"};

std::vector<char*> pointersTo(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (const std::string& word : words)
    pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> toolEnvironment() {
  std::vector<std::string> kept;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (std::ranges::find(kKeptFromTools, text.substr(0, text.find('='))) == kKeptFromTools.end())
      kept.emplace_back(text);
  }
  return kept;
}

/// In the child: leads a process group of its own; never returns.
[[noreturn]] void becomeTool(char* const* arguments, char* const* environment, const char* folder,
                             int output, int errors) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (dup2(output, STDOUT_FILENO) >= 0 && dup2(errors, STDERR_FILENO) >= 0 && chdir(folder) == 0)
    execvpe(arguments[0], arguments, environment);
  _exit(kNotStarted);
}

pid_t startTool(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
                int output, int errors) {
  stopIfInterrupted();
  const std::vector<std::string> environment = toolEnvironment();
  const std::vector<char*> words = pointersTo(arguments), variables = pointersTo(environment);
  const pid_t child = fork();
  if (child < 0)
    throw ToolError(arguments[0] + ": cannot start a process: " + std::strerror(errno));
  if (child == 0)
    becomeTool(words.data(), variables.data(), folder.c_str(), output, errors);
  setpgid(child, child);
  return child;
}

/// Ends what the leader of the group left behind, so that nothing writes into its folder any more.
/// As a subreaper this process inherits it and can wait for it.
void endGroup(pid_t leader) {
  kill(-leader, SIGKILL);
  while (waitpid(-leader, nullptr, 0) > 0 || errno == EINTR) {
  }
}

int endOfTool(pid_t child) {
  const int status = endOfChild(-child);
  endGroup(child);
  stopIfInterrupted();
  return status;
}

std::string lastLines(const std::filesystem::path& log, std::size_t count) {
  std::ifstream in(log);
  std::deque<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
    if (lines.size() > count)
      lines.pop_front();
  }
  std::string text;
  for (const std::string& line : lines)
    text += "\n  " + line;
  return text;
}

/// A tool that cannot even write why it failed: the disk is full, or a signal ended it.
std::string reasonOf(int status, const std::filesystem::path& log) {
  constexpr std::size_t kEnough = 12;
  std::error_code unknown;
  std::string reason = lastLines(log, kEnough);
  if (std::filesystem::space(log.parent_path(), unknown).available == 0 && !unknown)
    reason += "\n  no space left in " + log.parent_path().string();
  if (WIFSIGNALED(status))
    return std::string(" ended by a signal: ") + strsignal(WTERMSIG(status)) + reason;
  return " failed with status " + std::to_string(WEXITSTATUS(status)) + ":" + reason;
}

class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  void reset() {
    if (number_ >= 0)
      close(number_);
    number_ = -1;
  }

private:
  int number_;
};

/// All that comes out of a pipe until its other end is closed; stops early when interrupted.
std::string readPipe(int pipe) {
  std::string text;
  std::array<char, 4096> block{};
  pollfd ready{pipe, POLLIN, 0};
  while (!interrupted()) {
    if (poll(&ready, 1, static_cast<int>(kGrace.count() / 10)) <= 0)
      continue;
    const ssize_t count = read(pipe, block.data(), block.size());
    if (count == 0)
      break;
    if (count > 0)
      text.append(block.data(), static_cast<std::size_t>(count));
  }
  return text;
}

} // namespace

int endOfChild(pid_t child, bool end) {
  const pid_t leader = child < 0 ? -child : child;
  auto asked = Clock::time_point::max();
  int status = 0;
  while (waitpid(leader, &status, WNOHANG) == 0) {
    const auto now = Clock::now();
    if (asked == Clock::time_point::max() && (end || interrupted())) {
      kill(child, SIGTERM);
      asked = now;
    } else if (now - kGrace > asked) {
      kill(child, SIGKILL);
    }
    std::this_thread::sleep_for(kBetweenLooks);
  }
  return status;
}

void runTool(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
             const std::filesystem::path& log) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const Descriptor output(open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (output.number() < 0)
    throw ToolError(log.string() + ": cannot be written: " + std::strerror(errno));
  const int status = endOfTool(startTool(arguments, folder, output.number(), output.number()));
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNotStarted)
    throw ToolError(arguments[0] + ": not found; scripts/install names the package" +
                    lastLines(log, 3));
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw ToolError(arguments[0] + reasonOf(status, log));
}

std::string firstLineOf(const std::vector<std::string>& arguments) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    throw ToolError(arguments[0] + ": cannot open a pipe: " + std::strerror(errno));
  const Descriptor reading(ends[0]), nowhere(open("/dev/null", O_WRONLY | O_CLOEXEC));
  Descriptor writing(ends[1]);
  const pid_t child = startTool(arguments, ".", writing.number(), nowhere.number());
  writing.reset();
  const std::string text = readPipe(reading.number());
  endOfTool(child);
  return text.substr(0, text.find_first_of("\r\n"));
}

} // namespace weft
