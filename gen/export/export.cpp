// export.cpp: everything that leaves the generator for one configuration
// SPDX-License-Identifier: Apache-2.0
#include "gen/export/export.hpp"

#include "gen/config/hash.hpp"
#include "gen/export/config_header.hpp"
#include "gen/export/manifest.hpp"
#include "gen/isa/documents.hpp"
#include "gen/num/error.hpp"
#include "gen/top/top.hpp"

#include <cctype>

namespace weft {
namespace {

void requireIdentifier(const std::string& prefix) {
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    const auto letter = static_cast<unsigned char>(prefix[i]);
    if (std::isalpha(letter) == 0 && letter != '_' && (i == 0 || std::isdigit(letter) == 0))
      throw DesignError(
          "prefix '" + prefix +
          "' does not begin a Verilog identifier: letters, digits and _, no digit first");
  }
}

std::vector<hdl::VerilogFile> emitTop(const Top& top, const std::string& prefix) {
  requireIdentifier(prefix);
  return hdl::emit(top, {.prefix = prefix, .configurations = {}});
}

} // namespace

FileSet rtlFiles(const Config& config, const std::string& prefix) {
  const std::shared_ptr<Top> top = buildTop(config);
  FileSet files;
  for (hdl::VerilogFile& file : emitTop(*top, prefix))
    files[file.name] = std::move(file.text);
  return files;
}

FileSet exportFiles(const Config& config, const std::string& askedPrefix) {
  const std::string& prefix = askedPrefix.empty() ? config.prefix : askedPrefix;
  const std::shared_ptr<Top> top = buildTop(config);
  const std::vector<hdl::VerilogFile> modules = emitTop(*top, prefix);
  FileSet files;
  std::string order;
  for (const hdl::VerilogFile& file : modules) {
    files["rtl/" + file.name] = file.text;
    order += "rtl/" + file.name + "\n";
  }
  files["weft.f"] = order;
  files["include/weft_registers.h"] = isa::registersHeader();
  files["include/weft_commands.h"] = isa::commandsHeader();
  files["include/weft_config.h"] = configHeader(config);
  files["docs/registers.md"] = isa::registersMarkdown();
  files["docs/commands.md"] = isa::commandsMarkdown();
  files["config.json"] = configJson(config);
  files["manifest.json"] = manifest(config, prefix, modules, files);
  return files;
}

} // namespace weft
