// mapped_file.hpp: A whole file mapped read-only into memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace weft {

class DesignError;

/// Read-only mapping of a regular file. The mapping lives as long as the object.
class MappedFile {
public:
  /// Throws DesignError with the system's reason when `path` is no readable regular file.
  static std::shared_ptr<const MappedFile> open(const std::filesystem::path& path);

  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::span<const std::byte> bytes() const { return {data_, size_}; }

private:
  MappedFile(std::filesystem::path path, const std::byte* data, std::size_t size);

  std::filesystem::path path_;
  const std::byte* data_;
  std::size_t size_;
};

/// The error of a file that is not what its format demands:
/// "PATH: WHAT: expected EXPECTED, got GOT".
DesignError fileError(const std::filesystem::path& path, const std::string& what,
                      const std::string& expected, const std::string& got);

} // namespace weft
