// emit.hpp: From a top module to checked Verilog files
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/module.hpp"

#include <map>

namespace weft::hdl {

/// Values of the top module's parameters; the others keep their defaults.
using Configuration = std::map<std::string, int64_t>;

struct EmitOptions {
  std::string prefix;                        ///< put before every module name
  std::vector<Configuration> configurations; ///< checked beside the defaults
};

struct VerilogFile {
  std::string name; ///< `pe.v`
  std::string text;
  const Module* module;
};

/// The modules below `top` and itself, children before parents, each once.
/// DesignError when two different modules have one name.
std::vector<const Module*> hierarchy(const Module& top);

/// Checks the whole design under the defaults and each configuration, then prints it.
/// Throws DesignError, before anything is returned, for every mistake listed in README.md.
std::vector<VerilogFile> emit(const Module& top, const EmitOptions& options = {});

} // namespace weft::hdl
