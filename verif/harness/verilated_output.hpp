// verilated_output.hpp: What Verilator's run-time prints, to standard error and to the harness.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdarg>
#include <cstdio>
#include <string>

namespace weft::sim {

struct VerilatedOutput {
  std::string text;   ///< since it was last cleared
  bool shown = false; ///< on standard error too; not while a design powers up with random registers
};

/// What this thread's simulations print.
inline VerilatedOutput& verilatedOutput() {
  thread_local VerilatedOutput output;
  return output;
}

/// Stands for printf in the run-time (its macro VL_PRINTF): a simulation prints only when something
/// is wrong, and standard output belongs to results.
[[gnu::format(printf, 1, 2)]] inline int printVerilated(const char* format, ...) {
  char line[1024];
  std::va_list arguments;
  va_start(arguments, format);
  const int length = std::vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (verilatedOutput().shown)
    std::fputs(line, stderr);
  verilatedOutput().text += line;
  return length;
}

} // namespace weft::sim
