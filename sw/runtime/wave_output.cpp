// wave_output.cpp: A wave file that appears under its name only when it is complete
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/wave_output.hpp"

#include "sw/tensor/atomic_file.hpp"
#include "sw/tensor/mapped_file.hpp"

#include <cstdio>
#include <sys/stat.h>

namespace weft {
namespace {

namespace fs = std::filesystem;

/// Beside what will be replaced; what is written in place may have no folder to write in.
fs::path placeOf(const Destination& destination) {
  return destination.mode == WriteMode::replace ? destination.path
                                                : fs::temp_directory_path() / "weft-wave";
}

} // namespace

WaveOutput::WaveOutput(const fs::path& destination)
    : destination_(destinationOf(destination)),
      folder_(placeOf(destination_), Temporary::Kind::folder) {}

void WaveOutput::commit() {
  if (!fs::exists(temporary()))
    return;
  if (destination_.mode != WriteMode::replace) {
    AtomicFile(destination_.path).write(MappedFile::open(temporary())->bytes());
    return;
  }
  ::chmod(temporary().c_str(), destination_.permissions);
  if (std::rename(temporary().c_str(), destination_.path.c_str()) != 0)
    throwWriteError(destination_.path);
}

} // namespace weft
