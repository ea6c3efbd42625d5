// subprocess.cpp: run an external tool, keep its output, end it when weft is interrupted
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/subprocess.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

namespace weft {
namespace {

volatile std::sig_atomic_t runningChild = 0;

void onInterrupt(int /*signal*/) {
  noteInterruption();
  if (runningChild > 0)
    kill(-static_cast<pid_t>(runningChild), SIGTERM); // the child leads a process group of its own
}

std::vector<char*> argumentVector(const std::vector<std::string>& arguments) {
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments)
    pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

/// In the child: never returns.
[[noreturn]] void becomeTool(char* const* arguments, const char* folder, const char* log) {
  setpgid(0, 0);
  const int file = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  const bool ready = file >= 0 && dup2(file, STDOUT_FILENO) >= 0 && dup2(file, STDERR_FILENO) >= 0;
  if (ready && chdir(folder) == 0)
    execvp(arguments[0], arguments);
  _exit(127);
}

int waitFor(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
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

} // namespace

void installInterruptHandler() {
  struct sigaction action {};
  action.sa_handler = onInterrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

void runTool(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
             const std::filesystem::path& log) {
  if (interrupted())
    throw Interrupted();
  std::vector<char*> pointers = argumentVector(arguments);
  const pid_t child = fork();
  if (child < 0)
    throw ToolError(arguments[0] + ": cannot start a process: " + std::strerror(errno));
  if (child == 0)
    becomeTool(pointers.data(), folder.c_str(), log.c_str());
  setpgid(child, child);
  runningChild = child;
  if (interrupted())
    onInterrupt(SIGINT); // it came before the child was known
  const int status = waitFor(child);
  runningChild = 0;
  if (interrupted())
    throw Interrupted();
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
    throw ToolError(arguments[0] + ": not found; scripts/install names the package" +
                    lastLines(log, 3));
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw ToolError(arguments[0] + " failed:" + lastLines(log, 12));
}

std::string firstLineOf(const std::vector<std::string>& arguments) {
  std::string command;
  for (const std::string& argument : arguments)
    command += "'" + argument + "' ";
  FILE* pipe = popen((command + "2>/dev/null").c_str(), "r");
  if (pipe == nullptr)
    return {};
  std::array<char, 256> line{};
  const char* read = std::fgets(line.data(), static_cast<int>(line.size()), pipe);
  pclose(pipe);
  std::string text = read != nullptr ? read : "";
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
    text.pop_back();
  return text;
}

} // namespace weft
