// wave_output.hpp: a wave file that appears under its name only when it is complete
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace weft {

/// A name beside the destination for a simulator to write to. Destroyed without commit(), it leaves
/// nothing behind.
class WaveOutput {
public:
  /// Throws DesignError when nothing can be written in the destination's folder.
  explicit WaveOutput(std::filesystem::path destination);
  ~WaveOutput();
  WaveOutput(const WaveOutput&) = delete;
  WaveOutput& operator=(const WaveOutput&) = delete;

  const std::filesystem::path& temporary() const { return temporary_; }

  /// Renames what the simulator has written and closed, if anything.
  void commit();

private:
  std::filesystem::path destination_, temporary_;
};

} // namespace weft
