// identifier.hpp: Which names may appear in Verilog
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/source.hpp"

#include <string>

namespace weft::hdl {

class Module;

/// Whether `name` is reserved by IEEE 1364-2005 or 1800-2017.
bool isKeyword(const std::string& name);

/// DesignError unless `name` is a plain identifier and no keyword of Verilog or
/// SystemVerilog (tools may read a .v file in either mode).
void wantIdentifier(const std::string& name, const Module* module, const Where& where);

} // namespace weft::hdl
