// source.hpp: Where in the C++ text something was described
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/where.hpp"

#include <string>

namespace weft::hdl {

/// Path from the repository root, without anything of the machine: `gen/blocks/pe/pe.cpp`.
std::string repositoryPath(const std::string& path);

/// `gen/blocks/pe/pe.cpp:31`.
std::string place(const Where& where);

/// A name together with the line that gave it.
struct Name {
  std::string text;
  Where where;
  Name(const char* name, const Where& line = Where::current()) : text(name), where(line) {}
  Name(std::string name, const Where& line = Where::current())
      : text(std::move(name)), where(line) {}
};

} // namespace weft::hdl
