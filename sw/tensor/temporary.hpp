// temporary.hpp: A file or folder beside its destination until it is complete.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace weft {

/// NAME.weft-XXXXXX, which disappears with this object, or, when its process was killed, with the
/// next Temporary for the same name: it is locked (flock) for as long as its process lives.
class Temporary {
public:
  enum class Kind { file, folder };

  /// Creates it beside `destination`, with the permissions that the umask leaves. Throws
  /// DesignError with the system's reason.
  Temporary(const std::filesystem::path& destination, Kind kind);
  ~Temporary();
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Open for writing (a file) or reading (a folder).
  int descriptor() const { return descriptor_; }

  /// Renames it over `destination`, which may be a file or an empty folder of the same kind. Throws
  /// DesignError with the system's reason.
  void renameTo(const std::filesystem::path& destination);

  /// Gives its name to what stands at `destination` and the other way round, at once: what was
  /// there disappears with this object. False where the file system cannot. Throws DesignError.
  bool exchangeWith(const std::filesystem::path& destination);

private:
  bool create(const std::filesystem::path& destination, Kind kind);

  std::filesystem::path path_;
  int descriptor_ = -1;
};

} // namespace weft
