// emit.cpp: From a top module to checked Verilog files
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/emit.hpp"

#include "gen/hdl/check.hpp"
#include "gen/hdl/print_module.hpp"

namespace weft::hdl {

namespace {

/// Visits children first; equal modules of one name are the same module.
class Hierarchy {
public:
  void add(const Module& module) {
    for (const auto& instance : module.body().instances)
      add(*instance->module);
    const auto [entry, isNew] = texts_.try_emplace(module.name());
    if (!isNew && entry->second.module == &module)
      return;
    std::string text = moduleText(module);
    if (isNew) {
      entry->second = {&module, std::move(text)};
      order_.push_back(&module);
    } else if (entry->second.text != text) {
      fail(&module,
           "two different modules have this name; the other is at " +
               place(entry->second.module->body().where),
           module.body().where);
    }
  }
  const std::vector<const Module*>& order() const { return order_; }

private:
  struct Entry {
    const Module* module = nullptr;
    std::string text;
  };
  std::map<std::string, Entry> texts_;
  std::vector<const Module*> order_;
};

} // namespace

std::vector<const Module*> hierarchy(const Module& top) {
  Hierarchy result;
  result.add(top);
  return result.order();
}

std::vector<VerilogFile> emit(const Module& top, const EmitOptions& options) {
  const std::vector<const Module*> modules = hierarchy(top);
  checkDesign(top, options.configurations);
  std::vector<VerilogFile> files;
  files.reserve(modules.size());
  for (const Module* module : modules)
    files.push_back(
        {options.prefix + module->name() + ".v", moduleText(*module, options.prefix), module});
  return files;
}

} // namespace weft::hdl
