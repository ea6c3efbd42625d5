// file_lock.hpp: An exclusive lock between processes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>

namespace weft {

/// Holds an exclusive lock on a file for as long as it lives. The file stays; every user who can
/// read it can lock it, whoever made it.
class FileLock {
public:
  /// Makes the file when it is missing, and waits while another process holds it; calls `onWait`
  /// once before it waits. Throws DesignError with the system's reason, Interrupted.
  FileLock(const std::filesystem::path& path, const std::function<void()>& onWait);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

private:
  void lock(const std::filesystem::path& path, const std::function<void()>& onWait) const;

  int file_;
};

} // namespace weft
