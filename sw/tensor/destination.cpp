// destination.cpp: Where an output file goes: what may be replaced, and what is written in place.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/destination.hpp"

#include "gen/num/error.hpp"
#include "sw/tensor/mapped_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace weft {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kFilePermissions = 0666, kAnyonesWrite = 0222, kPermissionBits = 07777;

[[noreturn]] void refuse(const fs::path& path, const std::string& reason) {
  throw DesignError(path.string() + ": cannot be written: " + reason);
}

void requireFolder(const fs::path& file) {
  const fs::path folder = file.has_parent_path() ? file.parent_path() : ".";
  std::error_code unreachable;
  if (!fs::is_directory(folder, unreachable))
    throw DesignError("there is no folder " + folder.string() + " for " + file.string());
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    refuse(file, "the folder " + folder.string() + ": " + std::generic_category().message(errno));
}

void requirePermission(const fs::path& path, const struct stat& status) {
  if ((status.st_mode & kAnyonesWrite) == 0)
    refuse(path, "it is read-only");
  if (::access(path.c_str(), W_OK) != 0)
    throwWriteError(path);
}

/// The standard stream that is this very file, or -1.
int standardStream(const struct stat& status) {
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO})
    if (struct stat other{}; ::fstat(stream, &other) == 0 && other.st_dev == status.st_dev &&
                             other.st_ino == status.st_ino)
      return stream;
  return -1;
}

Destination existing(const fs::path& name, const struct stat& status) {
  const mode_t permissions = status.st_mode & kPermissionBits;
  if (S_ISDIR(status.st_mode))
    refuse(name, "it is a folder");
  if (const int stream = standardStream(status); stream >= 0)
    return {name, WriteMode::toStandard, stream, permissions, true};
  requirePermission(name, status);
  if (!S_ISREG(status.st_mode))
    return {name, WriteMode::inPlace, -1, permissions, true};
  const fs::path file = linksFollowed(name);
  requireFolder(file);
  return {file, WriteMode::replace, -1, permissions, true};
}

} // namespace

Destination destinationOf(const fs::path& name) {
  if (name.empty())
    throw DesignError("the name of the output file is empty");
  if (!name.has_filename())
    refuse(name, "it names no file");
  struct stat status {};
  if (::stat(name.c_str(), &status) == 0)
    return existing(name, status);
  const fs::path file = linksFollowed(name);
  requireFolder(file);
  if (::stat(name.c_str(), &status) != 0 && errno != ENOENT)
    throwWriteError(name);
  return {file, WriteMode::replace, -1, permissionsOfNew(kFilePermissions), false};
}

void requireWritableFolder(const fs::path& folder) {
  if (folder.empty())
    throw DesignError("the name of the output folder is empty");
  std::error_code none;
  fs::path standing = fs::absolute(linksFollowed(folder)).lexically_normal();
  while (fs::symlink_status(standing, none).type() == fs::file_type::not_found)
    standing = standing.parent_path();
  if (!fs::is_directory(standing, none))
    throw fileError(standing, "output", "a folder", none ? none.message() : "a file");
  if (::access(standing.c_str(), W_OK | X_OK) != 0)
    throwWriteError(standing);
}

fs::path linksFollowed(fs::path path) {
  constexpr int kMostLinks = 40; // as many as the kernel follows
  std::error_code none;
  for (int i = 0; i < kMostLinks && fs::is_symlink(path, none); ++i)
    path = path.parent_path() / fs::read_symlink(path, none);
  return path;
}

mode_t permissionsOfNew(mode_t wanted) {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return wanted & ~mask;
}

void throwWriteError(const fs::path& path) { refuse(path, std::generic_category().message(errno)); }

} // namespace weft
