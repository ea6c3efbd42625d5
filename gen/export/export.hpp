// export.hpp: Everything that leaves the generator for one configuration
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"

#include <map>
#include <string>

namespace weft {

/// File path -> text.
using FileSet = std::map<std::string, std::string>;

/// The Verilog of `config`: one module a file ("pe.v"), checked under its parameter values.
/// `prefix` is put before every module name. Throws DesignError when the prefix is no identifier or
/// makes a module's name a keyword.
FileSet rtlFiles(const Config& config, const std::string& prefix = "");

/// The macro that switches the assertions of the emitted Verilog on; nothing defines it.
const char* rtlAssertionMacro();

/// All that a consumer needs; an empty `prefix` means the configuration's own, another takes its
/// place in config.json, so that the folder generates itself again. Byte for byte the same when
/// repeated: rtl/*.v, weft.f (files in order, children first),
/// include/weft_{registers,commands,config}.h,
/// docs/{driving,registers,commands,operands,arithmetic}.md, config.json, manifest.json
/// (configuration, hash, tool version, licence, SHA-256 of every file, signature of every module).
FileSet exportFiles(const Config& config, const std::string& prefix = "");

} // namespace weft
