// atomic_file.hpp: Writes a file beside its destination and renames it when complete.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/tensor/destination.hpp"
#include "sw/tensor/temporary.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

namespace weft {

/// A file that appears under its name only when complete: readers see the old file or the new one.
/// Destroyed without commit(), it leaves nothing behind. It keeps the permissions of the file that
/// it replaces. A destination that is no regular file (a device, a pipe, standard output) is
/// written in place instead.
class AtomicFile {
public:
  /// Creates the temporary in the destination's folder, which must exist. Waits for the reader of a
  /// named pipe. Throws DesignError as destinationOf() does, Interrupted.
  explicit AtomicFile(const std::filesystem::path& destination);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Appends. Throws DesignError with the system's reason (disk full, ...), Interrupted.
  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);

  /// Flushes to disk and renames over the destination. Throws DesignError.
  void commit();

private:
  Destination destination_;
  std::optional<Temporary> temporary_;
  int inPlace_ = -1; ///< descriptor of a destination that is written in place
};

/// Writes `text` as the whole content of `destination`, atomically.
void writeFileAtomically(const std::filesystem::path& destination, std::string_view text);

} // namespace weft
