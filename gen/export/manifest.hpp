// manifest.hpp: A machine-readable index of the exported files
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/export/export.hpp"
#include "gen/hdl/hdl.hpp"

#include <string>
#include <vector>

namespace weft {

/// JSON: tool version, licence, configuration and hash, prefix, modules (signature) in order,
/// SHA-256 of `files`.
std::string manifest(const Config& config, const std::string& prefix,
                     const std::vector<hdl::VerilogFile>& modules, const FileSet& files);

} // namespace weft
