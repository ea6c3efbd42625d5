// identifier.hpp: which names may appear in Verilog
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/source.hpp"

namespace weft::hdl {

class Module;

/// DesignError unless `name` is a plain identifier and no keyword of Verilog or
/// SystemVerilog (tools may read a .v file in either mode).
void wantIdentifier(const std::string& name, const Module* module, const Where& where);

} // namespace weft::hdl
