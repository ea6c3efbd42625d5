// subprocess.hpp: Runs an external tool, keeps its output, ends it when weft is interrupted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/runtime/signals.hpp"

#include <filesystem>
#include <stdexcept>
#include <string>
#include <sys/types.h>
#include <vector>

namespace weft {

/// An external tool is missing or failed: exit status 3.
class ToolError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Runs `arguments[0]` (looked up on PATH) in `folder`, standard output and error into `log`.
/// Variables that steer make or compilers (MAKEFLAGS, CXX, ...) do not reach it. Throws ToolError
/// naming the command and the last lines of the log when it cannot be started or exits non-zero,
/// Interrupted after an interrupt: the child and its children have ended then.
void runTool(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
             const std::filesystem::path& log);

/// First line that `arguments` prints on standard output, empty when it cannot be run. Throws
/// Interrupted.
std::string firstLineOf(const std::vector<std::string>& arguments);

/// Waits for the child's end and returns its wait status. After an interruption, or at once when
/// `end` is set, asks the child with SIGTERM to end, and after half a second forces it with
/// SIGKILL. A negative `child` is a process group, whose leader is waited for.
int endOfChild(pid_t child, bool end = false);

} // namespace weft
