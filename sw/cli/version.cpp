// version.cpp: Versions of weft and of the tools it stands on
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/version.hpp"

#include "sw/runtime/subprocess.hpp"

namespace weft {

std::string weftVersion() { return WEFT_VERSION; }

std::string versionText() {
  const auto orMissing = [](const std::string& text) {
    return text.empty() ? std::string("not found") : text;
  };
  return "weft " + weftVersion() +
         "\nVerilator: " + orMissing(firstLineOf({"verilator", "--version"})) +
         "\ncompiler: " + orMissing(firstLineOf({"g++", "--version"}));
}

} // namespace weft
