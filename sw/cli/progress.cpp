// progress.cpp: Progress on standard error, when that is a terminal
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/progress.hpp"

#include <iostream>
#include <unistd.h>

namespace weft::cli {

std::function<void(std::size_t, std::size_t)> progressBar(const std::string& what, bool quiet) {
  if (quiet || isatty(STDERR_FILENO) == 0)
    return {};
  return [what](std::size_t done, std::size_t all) {
    std::cerr << '\r' << what << ' ' << done << " of " << all << (done == all ? "\n" : "")
              << std::flush;
  };
}

} // namespace weft::cli
