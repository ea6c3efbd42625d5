// atomic_file.cpp: Temporary file, fsync and rename.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/atomic_file.hpp"

#include "gen/num/error.hpp"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace weft {

namespace {

[[noreturn]] void throwWriteError(const std::filesystem::path& path) {
  throw DesignError(path.string() +
                    ": cannot be written: " + std::generic_category().message(errno));
}

mode_t permissionsOfNewFiles() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

} // namespace

AtomicFile::AtomicFile(std::filesystem::path destination) : destination_(std::move(destination)) {
  std::string name = destination_.string() + ".XXXXXX";
  descriptor_ = ::mkstemp(name.data());
  if (descriptor_ < 0)
    throwWriteError(destination_);
  temporary_ = name;
  ::fchmod(descriptor_, permissionsOfNewFiles());
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0)
    return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      throwWriteError(destination_);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void AtomicFile::write(std::string_view text) {
  write(std::as_bytes(std::span(text.data(), text.size())));
}

void AtomicFile::commit() {
  if (::fsync(descriptor_) != 0)
    throwWriteError(destination_);
  if (::rename(temporary_.c_str(), destination_.c_str()) != 0)
    throwWriteError(destination_);
  ::close(std::exchange(descriptor_, -1));
}

void writeFileAtomically(const std::filesystem::path& destination, std::string_view text) {
  AtomicFile file(destination);
  file.write(text);
  file.commit();
}

} // namespace weft
