// where.hpp: A line of C++ source, for messages.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace weft {

/// What std::source_location gives, from builtins that clang 14 (and so clang-tidy) also knows.
/// As a default argument `const Where& where = Where::current()` it names the caller's line.
class Where {
public:
  constexpr Where() = default;
  static constexpr Where current(const char* file = __builtin_FILE(),
                                 unsigned line = static_cast<unsigned>(__builtin_LINE())) {
    return {file, line};
  }
  constexpr const char* fileName() const { return file_; }
  constexpr unsigned line() const { return line_; }

private:
  constexpr Where(const char* file, unsigned line) : file_(file), line_(line) {}
  const char* file_ = "";
  unsigned line_ = 0;
};

} // namespace weft
