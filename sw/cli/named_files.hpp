// named_files.hpp: Files that a command line names may not be in each other's way.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace weft::cli {

/// A file and the word of the command line that names it: "--json", "CONFIG". Empty: not given.
struct NamedFile {
  std::string word, path;
};

/// Throws DesignError, naming both words, when two of `written` are the same file or one of them is
/// one of `read`. Devices and pipes may be written twice.
void requireDistinct(const std::vector<NamedFile>& written, const std::vector<NamedFile>& read);

} // namespace weft::cli
