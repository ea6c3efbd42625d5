// lint.hpp: Emitted Verilog through the three tools, where they are installed
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/emit.hpp"

namespace weft::hdl {

/// Everything the installed ones of Verilator (both languages), Icarus and Yosys say about `top`
/// (the last file), without assertions and with them; empty when all are content.
std::string lintMessages(const std::vector<VerilogFile>& files);

/// Output and status of a shell command.
struct CommandResult {
  int status;
  std::string output;
};
CommandResult runCommand(const std::string& command);
bool isInstalled(const std::string& tool);

} // namespace weft::hdl
