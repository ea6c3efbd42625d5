// lint.cpp: emitted Verilog through the three tools, where they are installed
// SPDX-License-Identifier: Apache-2.0
#include "tests/hdl/lint.hpp"

#include "tests/temporary_folder.hpp"

#include <array>
#include <cstdio>

namespace weft::hdl {

CommandResult runCommand(const std::string& command) {
  std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::string output;
  std::array<char, 4096> buffer{};
  while (const size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
    output.append(buffer.data(), count);
  return {pclose(pipe), output};
}

bool isInstalled(const std::string& tool) { return runCommand("command -v " + tool).status == 0; }

std::string lintMessages(const std::vector<VerilogFile>& files) {
  const test::TemporaryFolder folder;
  std::string list;
  for (const VerilogFile& file : files) {
    test::writeBytes(folder / file.name, file.text);
    list += " " + file.name;
  }
  const std::string top = files.back().name.substr(0, files.back().name.size() - 2);
  const std::array<std::pair<std::string, std::string>, 4> commands = {{
      {"verilator", "verilator --lint-only -Wall --top-module " + top + list},
      {"verilator", "verilator --lint-only -Wall --language 1364-2005 --top-module " + top + list},
      {"iverilog", "iverilog -g2005 -Wall -o check.vvp -s " + top + list},
      {"yosys", "yosys -q -p 'read_verilog" + list + "; hierarchy -check -top " + top +
                    "; proc; check -assert'"},
  }};
  std::string messages;
  for (const auto& [tool, command] : commands) {
    if (!isInstalled(tool))
      continue;
    const CommandResult result = runCommand("cd " + folder.path().string() + " && " + command);
    if (result.status != 0 || !result.output.empty())
      messages += command + ":\n" + result.output + "\n";
  }
  return messages;
}

} // namespace weft::hdl
