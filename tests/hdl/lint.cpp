// lint.cpp: Emitted Verilog through the three tools, where they are installed
// SPDX-License-Identifier: Apache-2.0
#include "tests/hdl/lint.hpp"

#include "gen/hdl/print_module.hpp"
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

namespace {

/// Tool and command: every tool without assertions and with them.
std::vector<std::pair<std::string, std::string>> lintCommands(const std::string& top,
                                                              const std::string& files) {
  std::vector<std::pair<std::string, std::string>> commands;
  for (const std::string& on : {std::string(), std::string(kAssertionMacro)}) {
    const std::string plus = on.empty() ? "" : " +define+" + on,
                      dash = on.empty() ? "" : " -D" + on;
    for (const char* language : {"", " --language 1364-2005"})
      commands.emplace_back("verilator", "verilator --lint-only -Wall" + plus + language +
                                             " --top-module " + top + files);
    commands.emplace_back("iverilog",
                          "iverilog -g2005 -Wall" + dash + " -o check.vvp -s " + top + files);
    commands.emplace_back("yosys", "yosys -q -p 'read_verilog" + dash + files +
                                       "; hierarchy -check -top " + top + "; proc; check -assert'");
  }
  return commands;
}

} // namespace

std::string lintMessages(const std::vector<VerilogFile>& files) {
  const test::TemporaryFolder folder;
  std::string list;
  for (const VerilogFile& file : files) {
    test::writeBytes(folder / file.name, file.text);
    list += " " + file.name;
  }
  const std::string top = files.back().name.substr(0, files.back().name.size() - 2);
  std::string messages;
  for (const auto& [tool, command] : lintCommands(top, list)) {
    if (!isInstalled(tool))
      continue;
    const CommandResult result = runCommand("cd " + folder.path().string() + " && " + command);
    if (result.status != 0 || !result.output.empty())
      messages += command + ":\n" + result.output + "\n";
  }
  return messages;
}

} // namespace weft::hdl
