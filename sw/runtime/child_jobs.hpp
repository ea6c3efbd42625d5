// child_jobs.hpp: Pieces of work in child processes, several at a time
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace weft {

/// Runs work in copies of this process, at most `most` at a time. Work must not write to standard
/// output; what it changes in memory stays in the child.
class ChildJobs {
public:
  using Work = std::function<std::string()>;           ///< in the child; returns any bytes
  using Done = std::function<void(std::string bytes)>; ///< in this process, with those bytes

  /// `most` >= 1.
  explicit ChildJobs(unsigned most) : most_(most) {}
  /// Ends the children that still run, by force after half a second, and waits for their end.
  ~ChildJobs();
  ChildJobs(const ChildJobs&) = delete;
  ChildJobs& operator=(const ChildJobs&) = delete;

  /// Starts `work` in a child as soon as fewer than `most` run, handing finished ones to their
  /// `done` meanwhile. An exception of a child is thrown here or in wait(), with `name` in front
  /// of its message: ToolError, DesignError, Interrupted as they are, what the system refused
  /// (memory, ...) as DesignError, others (and a child that a signal ended) as InternalError.
  /// Throws Interrupted when this process is interrupted.
  void start(std::string name, const Work& work, Done done);

  /// Waits for all children; throws as start() does.
  void wait();

private:
  struct Child {
    pid_t process;
    int pipe; ///< the child's bytes
    std::string name, bytes;
    Done done;
  };

  void waitForOne();
  void waitForBytes() const;
  void finish(std::size_t index);

  unsigned most_;
  std::vector<Child> children_;
};

} // namespace weft
