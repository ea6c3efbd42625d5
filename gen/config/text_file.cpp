// text_file.cpp: The whole text of a file that a user names.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/text_file.hpp"

#include "gen/num/error.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace weft {
namespace {

[[noreturn]] void throwReadError(const std::filesystem::path& path) {
  throw DesignError(path.string() + ": cannot be read: " + std::generic_category().message(errno));
}

class Descriptor {
public:
  explicit Descriptor(const std::filesystem::path& path)
      : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)) {
    if (number_ < 0)
      throwReadError(path);
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

private:
  int number_;
};

} // namespace

std::string readText(const std::filesystem::path& path) {
  const Descriptor file(path);
  std::string text;
  std::array<char, 1 << 16> block;
  while (true) {
    const ssize_t count = ::read(file.number(), block.data(), block.size());
    if (count < 0) // also when a signal ends the wait for a pipe
      throwReadError(path);
    if (count == 0)
      return text;
    text.append(block.data(), static_cast<std::size_t>(count));
    if (text.size() > kMostTextBytes)
      throw DesignError(path.string() + ": has more than " + std::to_string(kMostTextBytes >> 20) +
                        " MiB");
  }
}

} // namespace weft
