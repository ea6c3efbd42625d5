// check.cpp: Checking a whole design under all its parameter values
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/check.hpp"

#include <set>

namespace weft::hdl {

namespace {

/// Checks each module once per set of parameter values.
class DesignCheck {
public:
  const Summary& summaryOf(const Module& module, const Environment& environment) {
    const auto key = std::pair(module.name(), parametersOf(module, environment));
    const auto found = summaries_.find(key);
    if (found != summaries_.end())
      return found->second;
    if (declared_.insert(module.name()).second)
      checkDeclarations(module);
    const Elaboration elaboration(module, environment, lookUp_);
    checkNets(elaboration);
    return summaries_.emplace(key, checkLoops(elaboration)).first->second;
  }

private:
  static std::vector<int64_t> parametersOf(const Module& module, const Environment& environment) {
    std::vector<int64_t> values;
    for (const auto& symbol : module.body().symbols)
      if (symbol->kind == Symbol::Kind::parameter)
        values.push_back(environment.values[symbol->slot]);
    return values;
  }

  const SummaryOf lookUp_ = [this](const Module& module,
                                   const Environment& environment) -> const Summary& {
    return summaryOf(module, environment);
  };
  std::map<std::pair<std::string, std::vector<int64_t>>, Summary> summaries_;
  std::set<std::string> declared_;
};

} // namespace

void checkDesign(const Module& top,
                 const std::vector<std::map<std::string, int64_t>>& configurations) {
  DesignCheck check;
  check.summaryOf(top, Elaboration::environmentOf(top, {}));
  for (const auto& configuration : configurations)
    check.summaryOf(top, Elaboration::environmentOf(top, configuration));
}

} // namespace weft::hdl
