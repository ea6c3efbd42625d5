// rerun.cpp: The line that shows a wrong value being written
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/run_json.hpp"

#include <algorithm>
#include <cerrno>

namespace weft::cli {
namespace {

constexpr std::uint64_t kCyclesBefore = 1000, kCyclesBehind = 20;

/// As one word of a POSIX shell.
std::string quoted(const std::string& word) {
  constexpr const char* kHarmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "0123456789_-+=.,:/@%";
  if (!word.empty() && word.find_first_not_of(kHarmless) == std::string::npos)
    return word;
  std::string text = "'";
  for (const char c : word)
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

} // namespace

std::string rerunWithWave(const RunRequest& request, std::uint64_t cycle) {
  std::string line = quoted(program_invocation_name) + " run " + quoted(request.config) + " " +
                     quoted(request.workload) + " --seed " + std::to_string(request.seed);
  if (!request.memory.empty())
    line += " --memory " + quoted(request.memory);
  for (const std::string& entry : request.overrides)
    line += " --override " + quoted(entry);
  if (request.check != "stored")
    line += " --check " + quoted(request.check);
  if (request.jobs > 1)
    line += " --jobs " + std::to_string(request.jobs);
  return line +
         " --wave mismatch.fst,from=" + std::to_string(cycle - std::min(cycle, kCyclesBefore)) +
         ",to=" + std::to_string(cycle + kCyclesBehind);
}

} // namespace weft::cli
