// wave_output.hpp: A wave file that appears under its name only when it is complete
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/tensor/destination.hpp"
#include "sw/tensor/temporary.hpp"

#include <filesystem>

namespace weft {

/// A file in a folder of its own for a simulator to write to: it wants a name, moves about in the
/// file and makes others beside it. Destroyed without commit(), it leaves nothing behind.
class WaveOutput {
public:
  /// Throws DesignError as destinationOf() does.
  explicit WaveOutput(const std::filesystem::path& destination);
  WaveOutput(const WaveOutput&) = delete;
  WaveOutput& operator=(const WaveOutput&) = delete;

  std::filesystem::path temporary() const { return folder_.path() / "wave.fst"; }

  /// Renames what the simulator has written and closed, if anything; copies it to a destination
  /// that is no regular file. Throws DesignError.
  void commit();

private:
  Destination destination_;
  Temporary folder_;
};

} // namespace weft
