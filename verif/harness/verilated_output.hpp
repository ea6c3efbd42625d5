// verilated_output.hpp: What Verilator's run-time prints, to standard error and to the harness.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdarg>
#include <cstdio>
#include <string>

namespace weft::sim {

/// The text printed by this thread's simulations since it was last cleared.
inline std::string& verilatedOutput() {
  thread_local std::string text;
  return text;
}

/// Stands for printf in the run-time (its macro VL_PRINTF): a simulation prints only when something
/// is wrong, and standard output belongs to results.
[[gnu::format(printf, 1, 2)]] inline int printVerilated(const char* format, ...) {
  char line[1024];
  std::va_list arguments;
  va_start(arguments, format);
  const int length = std::vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  std::fputs(line, stderr);
  verilatedOutput() += line;
  return length;
}

} // namespace weft::sim
