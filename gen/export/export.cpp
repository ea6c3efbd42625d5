// export.cpp: Everything that leaves the generator for one configuration
// SPDX-License-Identifier: Apache-2.0
#include "gen/export/export.hpp"

#include "gen/config/derived.hpp"
#include "gen/config/hash.hpp"
#include "gen/export/config_header.hpp"
#include "gen/export/identity.hpp"
#include "gen/export/manifest.hpp"
#include "gen/hdl/identifier.hpp"
#include "gen/hdl/print_module.hpp"
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

[[noreturn]] void refuseKeyword(const std::string& prefix, const std::string& module) {
  throw DesignError("prefix '" + prefix + "' makes module '" + module + "' '" + prefix + module +
                    "', a keyword of Verilog or SystemVerilog; '" + prefix + "_' does not");
}

/// No module may be named as a word of the language.
void requireNoKeyword(const std::string& prefix, const std::vector<hdl::VerilogFile>& modules) {
  for (const hdl::VerilogFile& file : modules)
    if (hdl::isKeyword(prefix + file.module->name()))
      refuseKeyword(prefix, file.module->name());
}

std::vector<hdl::VerilogFile> emitTop(const Top& top, const std::string& prefix) {
  requireIdentifier(prefix);
  std::vector<hdl::VerilogFile> modules = hdl::emit(top, {.prefix = prefix, .configurations = {}});
  requireNoKeyword(prefix, modules);
  return modules;
}

isa::Machine machineOf(const Config& config) {
  return {.rows = config.array.rows,
          .columns = config.array.columns,
          .dataflow = dataflowOf(config),
          .activationWords = activationWords(config),
          .weightWords = weightWords(config),
          .accumulatorRows = accumulatorRows(config),
          .parameterWords = kParameterWords,
          .attention = attentionUnit(config),
          .maxKeys = config.attention.maxKeys,
          .chunkKeys = config.attention.chunk,
          .busBytes = config.bus.bytes,
          .burstBeats = config.bus.burstBeats,
          .addressBits = config.bus.addressBits,
          .readsInFlight = config.bus.readsInFlight,
          .nonlinear = nonlinearChoice(config),
          .constants = constantRegisters(config)};
}

void addDocuments(FileSet& files, const isa::Machine& machine) {
  files["docs/registers.md"] = isa::registersMarkdown(machine);
  files["docs/commands.md"] = isa::commandsMarkdown(machine);
  files["docs/driving.md"] = isa::drivingMarkdown(machine);
  files["docs/operands.md"] = isa::operandsMarkdown(machine);
  files["docs/arithmetic.md"] = isa::arithmeticMarkdown(machine);
}

} // namespace

FileSet rtlFiles(const Config& config, const std::string& prefix) {
  const std::shared_ptr<Top> top = buildTop(config);
  FileSet files;
  for (hdl::VerilogFile& file : emitTop(*top, prefix))
    files[file.name] = std::move(file.text);
  return files;
}

const char* rtlAssertionMacro() { return hdl::kAssertionMacro; }

FileSet exportFiles(const Config& asked, const std::string& prefix) {
  Config config = asked;
  if (!prefix.empty())
    config.prefix = prefix;
  const std::shared_ptr<Top> top = buildTop(config);
  const std::vector<hdl::VerilogFile> modules = emitTop(*top, config.prefix);
  FileSet files;
  std::string order;
  for (const hdl::VerilogFile& file : modules) {
    files["rtl/" + file.name] = file.text;
    order += "rtl/" + file.name + "\n";
  }
  files["weft.f"] = order;
  files["include/weft_registers.h"] = isa::registersHeader(attentionUnit(config));
  files["include/weft_commands.h"] = isa::commandsHeader(machineKind(config));
  files["include/weft_config.h"] = configHeader(config);
  addDocuments(files, machineOf(config));
  files["config.json"] = configJson(config);
  files["manifest.json"] = manifest(config, config.prefix, modules, files);
  return files;
}

} // namespace weft
