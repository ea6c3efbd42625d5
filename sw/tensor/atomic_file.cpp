// atomic_file.cpp: Temporary file, fsync and rename.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/atomic_file.hpp"

#include "sw/tensor/interruption.hpp"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <iostream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace weft {

namespace {

/// Opens what is there. A named pipe opens when somebody reads it.
int openInPlace(const std::filesystem::path& path) {
  constexpr std::chrono::milliseconds kPatience(50);
  int descriptor = -1;
  while ((descriptor = ::open(path.c_str(), O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) < 0) {
    if (errno != ENXIO || !std::filesystem::is_fifo(path))
      throwWriteError(path);
    stopIfInterrupted();
    std::this_thread::sleep_for(kPatience);
  }
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
  return descriptor;
}

/// Another descriptor of the same file would share neither its position nor its order with the
/// stream.
int duplicateOfStandard(const Destination& destination) {
  const int descriptor = ::fcntl(destination.standard, F_DUPFD_CLOEXEC, 0);
  if (descriptor < 0)
    throwWriteError(destination.path);
  return descriptor;
}

/// A replaced file keeps its permissions and, where the system allows it, its owner.
void inherit(int descriptor, const Destination& destination) {
  struct stat old {};
  if (destination.exists && ::stat(destination.path.c_str(), &old) == 0)
    static_cast<void>(::fchown(descriptor, old.st_uid, old.st_gid) == 0);
  ::fchmod(descriptor, destination.permissions);
}

} // namespace

AtomicFile::AtomicFile(const std::filesystem::path& destination)
    : destination_(destinationOf(destination)) {
  if (destination_.mode == WriteMode::inPlace)
    inPlace_ = openInPlace(destination_.path);
  else if (destination_.mode == WriteMode::toStandard)
    inPlace_ = duplicateOfStandard(destination_);
  else
    temporary_.emplace(destination_.path, Temporary::Kind::file);
}

AtomicFile::~AtomicFile() {
  if (inPlace_ >= 0)
    ::close(inPlace_);
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  if (destination_.mode == WriteMode::toStandard)
    std::cout.flush();
  const int descriptor = temporary_ ? temporary_->descriptor() : inPlace_;
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR)
      throwWriteError(destination_.path);
    if (written < 0)
      stopIfInterrupted();
    else
      bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void AtomicFile::write(std::string_view text) {
  write(std::as_bytes(std::span(text.data(), text.size())));
}

void AtomicFile::commit() {
  if (!temporary_)
    return;
  inherit(temporary_->descriptor(), destination_);
  if (::fsync(temporary_->descriptor()) != 0)
    throwWriteError(destination_.path);
  temporary_->renameTo(destination_.path);
}

void writeFileAtomically(const std::filesystem::path& destination, std::string_view text) {
  AtomicFile file(destination);
  file.write(text);
  file.commit();
}

} // namespace weft
