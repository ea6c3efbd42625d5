// weft_tool.hpp: The weft tool as a user calls it
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace weft::testing {

struct ToolResult {
  int status;
  std::string output; ///< standard output and error together
};

/// Runs a line of shell.
inline ToolResult shell(const std::string& line) {
  FILE* pipe = popen(("{ " + line + " ;} 2>&1").c_str(), "r");
  std::string output;
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr)
    output += buffer.data();
  const int status = pclose(pipe);
  return {WEXITSTATUS(status), output};
}

inline ToolResult weft(const std::string& arguments) {
  return shell(std::string(WEFT_TOOL) + " " + arguments);
}

/// A path in a folder of this process: tests run side by side.
inline std::string scratch(const std::string& name) {
  static const test::TemporaryFolder folder;
  return folder / name;
}

inline void expectRefused(const std::string& arguments, const std::string& part) {
  const ToolResult result = weft(arguments);
  EXPECT_EQ(result.status, 2) << arguments << "\n" << result.output;
  EXPECT_NE(result.output.find(part), std::string::npos) << arguments << "\n" << result.output;
}

/// Starts the tool in a process group of its own.
inline pid_t startTool(const std::vector<const char*>& arguments) {
  const pid_t tool = fork();
  if (tool != 0)
    return tool;
  setpgid(0, 0);
  std::vector<char*> words(arguments.size() + 1, nullptr);
  std::ranges::transform(arguments, words.begin(),
                         [](const char* argument) { return const_cast<char*>(argument); });
  execv(words[0], words.data());
  _exit(127);
}

} // namespace weft::testing
