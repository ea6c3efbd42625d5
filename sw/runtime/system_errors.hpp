// system_errors.hpp: What the operating system refuses is for the user to change.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/error.hpp"

#include <filesystem>
#include <new>
#include <string>
#include <system_error>

namespace weft {

/// Calls `action`. Refusals of the system (a file, a folder, memory, a process or thread too many)
/// leave it as DesignError: they are no broken promise of weft.
template <class Action> auto withSystemErrors(Action action) try {
  return action();
} catch (const std::filesystem::filesystem_error& error) {
  throw DesignError(error.path1().empty() ? error.what()
                                          : error.path1().string() + ": " + error.code().message());
} catch (const std::system_error& error) {
  throw DesignError("the system refuses: " + error.code().message());
} catch (const std::bad_alloc&) {
  throw DesignError("out of memory: this machine, or a limit set on this process, has less than "
                    "the workload needs");
}

} // namespace weft
