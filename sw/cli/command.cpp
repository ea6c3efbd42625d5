// command.cpp: what the subcommands of weft share
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/command.hpp"

#include "sw/tensor/atomic_file.hpp"

namespace weft::cli {

void CommonOptions::addTo(CLI::App& app) {
  app.add_option("--json", json, "write the result to FILE as JSON")->type_name("FILE");
  app.add_flag("--quiet", quiet, "print no progress");
}

void CommonOptions::write(const Json& result) const {
  if (!json.empty())
    writeFileAtomically(json, result.dump(2) + "\n");
}

} // namespace weft::cli
