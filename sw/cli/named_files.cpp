// named_files.cpp: Files that a command line names may not be in each other's way.
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/named_files.hpp"

#include "gen/num/error.hpp"
#include "sw/tensor/destination.hpp"

#include <filesystem>
#include <system_error>

namespace weft::cli {
namespace {

namespace fs = std::filesystem;

bool isSameFile(const std::string& a, const std::string& b) {
  std::error_code none;
  if (fs::exists(a, none) && !fs::is_regular_file(a, none))
    return false;
  return fs::equivalent(a, b, none) || fs::weakly_canonical(linksFollowed(a), none) ==
                                           fs::weakly_canonical(linksFollowed(b), none);
}

void requireApart(const NamedFile& written, const NamedFile& other) {
  if (!written.path.empty() && !other.path.empty() && isSameFile(written.path, other.path))
    throw DesignError(written.word + ": " + written.path + " is also the file of " + other.word +
                      "; it would be overwritten");
}

} // namespace

void requireDistinct(const std::vector<NamedFile>& written, const std::vector<NamedFile>& read) {
  for (std::size_t i = 0; i < written.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      requireApart(written[i], written[j]);
    for (const NamedFile& file : read)
      requireApart(written[i], file);
  }
}

} // namespace weft::cli
