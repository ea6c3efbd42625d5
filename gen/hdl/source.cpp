// source.cpp: Where in the C++ text something was described
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/source.hpp"

namespace weft::hdl {

std::string repositoryPath(const std::string& path) {
  size_t start = std::string::npos;
  for (const char* folder : {"gen/", "tests/", "verif/", "sw/"}) {
    const std::string prefix = folder;
    if (path.compare(0, prefix.size(), prefix) == 0)
      return path;
    const size_t found = path.rfind("/" + prefix);
    if (found != std::string::npos && (start == std::string::npos || found < start))
      start = found;
  }
  if (start != std::string::npos)
    return path.substr(start + 1);
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string place(const Where& where) {
  return repositoryPath(where.fileName()) + ":" + std::to_string(where.line());
}

} // namespace weft::hdl
