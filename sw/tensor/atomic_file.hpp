// atomic_file.hpp: Writes a file beside its destination and renames it when complete.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace weft {

/// A file that appears under its name only when complete: readers see the old file or the new one.
/// Destroyed without commit(), it leaves nothing behind.
class AtomicFile {
public:
  /// Creates the temporary in the destination's folder, which must exist. Throws DesignError.
  explicit AtomicFile(std::filesystem::path destination);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Appends. Throws DesignError with the system's reason (disk full, ...).
  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);

  /// Flushes to disk and renames over the destination. Throws DesignError.
  void commit();

private:
  std::filesystem::path destination_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
};

/// Writes `text` as the whole content of `destination`, atomically.
void writeFileAtomically(const std::filesystem::path& destination, std::string_view text);

} // namespace weft
