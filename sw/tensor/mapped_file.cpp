// mapped_file.cpp: Maps a file with mmap and reports why it could not.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/mapped_file.hpp"

#include "gen/num/error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace weft {

namespace {

/// Closes the descriptor at the end of the scope; a mapping outlives its descriptor.
class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0)
      ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

private:
  int number_;
};

[[noreturn]] void throwSystemError(const std::filesystem::path& path) {
  throw DesignError(path.string() + ": " + std::generic_category().message(errno));
}

std::size_t regularFileSize(int descriptor, const std::filesystem::path& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0)
    throwSystemError(path);
  if (!S_ISREG(status.st_mode))
    throw fileError(path, "kind of file", "a regular file",
                    S_ISDIR(status.st_mode) ? "a folder" : "a pipe or a device");
  return static_cast<std::size_t>(status.st_size);
}

} // namespace

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& path) {
  // Without O_NONBLOCK a pipe would first wait for somebody who writes to it.
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (descriptor.number() < 0)
    throwSystemError(path);
  const std::size_t size = regularFileSize(descriptor.number(), path);
  void* data = nullptr;
  if (size > 0) // mmap refuses an empty range
    data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.number(), 0);
  if (data == MAP_FAILED)
    throwSystemError(path);
  return std::shared_ptr<const MappedFile>(
      new MappedFile(path, static_cast<const std::byte*>(data), size));
}

MappedFile::MappedFile(std::filesystem::path path, const std::byte* data, std::size_t size)
    : path_(std::move(path)), data_(data), size_(size) {}

MappedFile::~MappedFile() {
  if (size_ > 0)
    ::munmap(const_cast<std::byte*>(data_), size_);
}

DesignError fileError(const std::filesystem::path& path, const std::string& what,
                      const std::string& expected, const std::string& got) {
  return DesignError(path.string() + ": " + what + ": expected " + expected + ", got " + got);
}

} // namespace weft
