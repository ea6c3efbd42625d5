// file_lock.cpp: An exclusive lock between processes.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/file_lock.hpp"

#include "gen/num/error.hpp"
#include "sw/tensor/interruption.hpp"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace weft {
namespace {

constexpr mode_t kEveryones = 0666;

/// O_CREAT would be refused for another user's file in a folder such as /tmp, and writing needs a
/// permission that locking does not.
int openLock(const std::filesystem::path& path) {
  const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kEveryones);
  if (made >= 0)
    ::fchmod(made, kEveryones); // whatever the umask
  return made >= 0 || errno != EEXIST ? made : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

[[noreturn]] void throwLockError(const std::filesystem::path& path) {
  throw DesignError(path.string() +
                    ": cannot be locked: " + std::generic_category().message(errno));
}

} // namespace

FileLock::FileLock(const std::filesystem::path& path, const std::function<void()>& onWait)
    : file_(openLock(path)) {
  if (file_ < 0)
    throwLockError(path);
  try {
    lock(path, onWait);
  } catch (...) {
    ::close(file_);
    throw;
  }
}

void FileLock::lock(const std::filesystem::path& path, const std::function<void()>& onWait) const {
  constexpr std::chrono::milliseconds kBetweenLooks(50);
  for (bool waits = false; ::flock(file_, LOCK_EX | LOCK_NB) != 0; waits = true) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      throwLockError(path);
    if (!waits)
      onWait();
    stopIfInterrupted();
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

FileLock::~FileLock() { ::close(file_); }

} // namespace weft
