// child_jobs.cpp: Pieces of work in child processes, several at a time
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/child_jobs.hpp"

#include "gen/num/error.hpp"
#include "sw/runtime/subprocess.hpp"
#include "sw/runtime/system_errors.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace weft {
namespace {

/// First byte of what a child sends.
enum Outcome : char {
  returned = 'r',
  toolError = 't',
  designError = 'd',
  interruption = 'i',
  otherError = 'e'
};

std::string outcomeOf(const ChildJobs::Work& work) {
  try {
    return char{returned} + withSystemErrors(work);
  } catch (const ToolError& error) {
    return char{toolError} + std::string(error.what());
  } catch (const DesignError& error) {
    return char{designError} + std::string(error.what());
  } catch (const Interrupted&) {
    return {char{interruption}};
  } catch (const std::exception& error) {
    return char{otherError} + std::string(error.what());
  }
}

void writeAll(int pipe, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(pipe, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR)
      return; // nobody reads any more
    if (written > 0)
      bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// In the child: never returns. The child does not outlive its parent.
[[noreturn]] void becomeJob(pid_t parent, int pipe, const ChildJobs::Work& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() == parent)
    writeAll(pipe, outcomeOf(work));
  _exit(0);
}

void throwFailure(const std::string& name, std::string_view bytes, int status) {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
    throw DesignError(name + ": the process was killed, perhaps for want of memory");
  if (WIFSIGNALED(status))
    throw InternalError(name + ": the process was ended by signal " +
                        std::to_string(WTERMSIG(status)) + " (" + strsignal(WTERMSIG(status)) +
                        ")");
  if (bytes.empty())
    throw InternalError(name + ": the process ended without a result");
  const std::string message = name + ": " + std::string(bytes.substr(1));
  switch (bytes.front()) {
  case returned:
    return;
  case toolError:
    throw ToolError(message);
  case designError:
    throw DesignError(message);
  case interruption:
    throw Interrupted();
  default:
    throw InternalError(message);
  }
}

} // namespace

ChildJobs::~ChildJobs() {
  for (const Child& child : children_)
    kill(child.process, SIGTERM);
  for (const Child& child : children_) {
    close(child.pipe);
    endOfChild(child.process, true);
  }
}

void ChildJobs::start(std::string name, const Work& work, Done done) {
  while (children_.size() >= most_)
    waitForOne();
  if (interrupted())
    throw Interrupted();
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    throw ToolError(name + ": cannot open a pipe: " + std::strerror(errno));
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process == 0)
    becomeJob(parent, ends[1], work);
  close(ends[1]);
  if (process < 0) {
    close(ends[0]);
    throw ToolError(name + ": cannot start a process: " + std::strerror(errno));
  }
  children_.push_back({process, ends[0], std::move(name), {}, std::move(done)});
}

void ChildJobs::wait() {
  while (!children_.empty())
    waitForOne();
}

/// Gathers bytes of all children until one has finished.
void ChildJobs::waitForOne() {
  while (true) {
    waitForBytes();
    for (std::size_t i = 0; i < children_.size(); ++i) {
      pollfd ready{children_[i].pipe, POLLIN, 0};
      if (poll(&ready, 1, 0) <= 0)
        continue;
      std::array<char, 65536> block{};
      const ssize_t count = read(children_[i].pipe, block.data(), block.size());
      if (count > 0)
        children_[i].bytes.append(block.data(), static_cast<std::size_t>(count));
      if (count == 0)
        return finish(i);
    }
  }
}

void ChildJobs::waitForBytes() const {
  std::vector<pollfd> pipes;
  for (const Child& child : children_)
    pipes.push_back({child.pipe, POLLIN, 0});
  constexpr int kPatience = 100; // ms: an interrupt just before poll() does not end it
  while (poll(pipes.data(), pipes.size(), kPatience) <= 0)
    if (interrupted())
      throw Interrupted();
}

void ChildJobs::finish(std::size_t index) {
  const Child child = std::move(children_[index]);
  children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(index));
  close(child.pipe);
  throwFailure(child.name, child.bytes, endOfChild(child.process));
  child.done(child.bytes.substr(1));
}

} // namespace weft
