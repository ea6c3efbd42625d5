// wave_output.cpp: a wave file that appears under its name only when it is complete
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/wave_output.hpp"

#include "gen/num/error.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <unistd.h>

namespace weft {

WaveOutput::WaveOutput(std::filesystem::path destination)
    : destination_(std::move(destination)),
      temporary_(destination_.string() + "." + std::to_string(getpid()) + ".partial") {
  const std::filesystem::path folder =
      destination_.has_parent_path() ? destination_.parent_path() : ".";
  if (access(folder.c_str(), W_OK | X_OK) != 0)
    throw DesignError(destination_.string() + ": cannot be written: " + std::strerror(errno));
}

WaveOutput::~WaveOutput() {
  std::error_code ignored;
  std::filesystem::remove(temporary_, ignored);
}

void WaveOutput::commit() {
  std::error_code error;
  if (std::filesystem::exists(temporary_, error))
    std::filesystem::rename(temporary_, destination_, error);
  if (error)
    throw DesignError(destination_.string() + ": cannot be written: " + error.message());
}

} // namespace weft
