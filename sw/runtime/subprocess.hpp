// subprocess.hpp: run an external tool, keep its output, end it when weft is interrupted
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/tensor/interruption.hpp"

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace weft {

/// An external tool is missing or failed: exit status 3.
class ToolError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// SIGINT and SIGTERM set the flag of interrupted() and are passed on to running children.
void installInterruptHandler();

/// Runs `arguments[0]` (looked up on PATH) in `folder`, standard output and error into `log`.
/// Throws ToolError naming the command and the last lines of the log when it cannot be started or
/// exits non-zero, Interrupted after an interrupt (the child and its children have ended then).
void runTool(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
             const std::filesystem::path& log);

/// First line that `arguments` prints on standard output, empty when it cannot be run.
std::string firstLineOf(const std::vector<std::string>& arguments);

} // namespace weft
