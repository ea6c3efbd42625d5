// temporary.cpp: A file or folder beside its destination until it is complete.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/temporary.hpp"

#include "sw/tensor/destination.hpp"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace weft {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = ".weft-", kLetters = "XXXXXX"; ///< mkstemp draws the letters

/// What the temporaries of `destination` are called, before the letters.
std::string nameBefore(const fs::path& destination) {
  const std::string name = destination.filename().string();
  return name.substr(0, NAME_MAX - kMark.size() - kLetters.size()) + std::string(kMark);
}

/// Takes the lock unless the creator lives. The descriptor, or -1.
int lockOfTheDead(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) == 0)
    return file;
  if (file >= 0)
    ::close(file);
  return -1;
}

void removeLeftover(const fs::path& path) {
  const int lock = lockOfTheDead(path);
  if (lock < 0)
    return;
  std::error_code ignored; // somebody else's, perhaps
  fs::remove_all(path, ignored);
  ::close(lock);
}

void removeLeftovers(const fs::path& folder, const std::string& before) {
  std::error_code unreadable;
  for (fs::directory_iterator entry(folder, unreadable), end; !unreadable && entry != end;
       entry.increment(unreadable)) {
    const std::string name = entry->path().filename().string();
    if (name.size() == before.size() + kLetters.size() && name.starts_with(before))
      removeLeftover(entry->path());
  }
}

int createFolder(std::string& name) {
  return ::mkdtemp(name.data()) == nullptr
             ? -1
             : ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/// False when another process has taken it for a leftover before it was locked.
bool lockNew(int descriptor) {
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return false; // where there are no locks nobody removes leftovers either
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && status.st_nlink > 0;
}

} // namespace

Temporary::Temporary(const fs::path& destination, Kind kind) {
  const fs::path folder = destination.has_parent_path() ? destination.parent_path() : ".";
  removeLeftovers(folder, nameBefore(destination));
  while (!create(destination, kind)) {
  }
  constexpr mode_t kFilePermissions = 0666, kFolderPermissions = 0777;
  ::fchmod(descriptor_,
           permissionsOfNew(kind == Kind::file ? kFilePermissions : kFolderPermissions));
}

bool Temporary::create(const fs::path& destination, Kind kind) {
  std::string name = destination.parent_path() / (nameBefore(destination) + std::string(kLetters));
  descriptor_ = kind == Kind::file ? ::mkostemp(name.data(), O_CLOEXEC) : createFolder(name);
  if (descriptor_ < 0)
    throwWriteError(destination);
  path_ = name;
  if (lockNew(descriptor_))
    return true;
  ::close(descriptor_);
  return false;
}

Temporary::~Temporary() {
  std::error_code ignored;
  if (!path_.empty())
    fs::remove_all(path_, ignored);
  ::close(descriptor_);
}

void Temporary::renameTo(const fs::path& destination) {
  if (::rename(path_.c_str(), destination.c_str()) != 0)
    throwWriteError(destination);
  path_.clear();
}

bool Temporary::exchangeWith(const fs::path& destination) {
  if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, destination.c_str(), RENAME_EXCHANGE) == 0)
    return true;
  if (errno != EINVAL && errno != ENOSYS)
    throwWriteError(destination);
  return false;
}

} // namespace weft
