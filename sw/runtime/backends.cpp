// backends.cpp: The one table of what can run a workload.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/backends.hpp"

#include "gen/config/derived.hpp"
#include "gen/num/error.hpp"
#include "sw/runtime/command_device.hpp"
#include "sw/runtime/golden_device.hpp"

#include <algorithm>
#include <array>

namespace weft {
namespace {

std::unique_ptr<Device> makeRtl(const DeviceSetting& setting) {
  return std::make_unique<RtlDevice>(setting.graph, *setting.program, setting.config,
                                     setting.simulator, setting.options);
}

std::unique_ptr<Device> makeGolden(const DeviceSetting& setting) {
  return std::make_unique<GoldenDevice>(setting.graph, nonlinearChoice(setting.config));
}

std::unique_ptr<Device> makeCommands(const DeviceSetting& setting) {
  CommandOptions options;
  options.seed = setting.options.seed;
  options.scalars = setting.options.scalars;
  options.beforeStart = setting.options.beforeStart;
  return std::make_unique<CommandDevice>(setting.graph, *setting.program, setting.config, options);
}

} // namespace

std::span<const Backend> backends() {
  static const std::array<Backend, 3> all = {
      {{"rtl", "the Verilated accelerator", true, true, makeRtl},
       {"commands", "its commands, engine by engine, without time", true, false, makeCommands},
       {"golden", "the bit-exact model of every operator", false, false, makeGolden}}};
  return all;
}

const Backend& backendNamed(const std::string& name) {
  const auto found = std::ranges::find(backends(), name, &Backend::name);
  if (found != backends().end())
    return *found;
  std::string known;
  for (const Backend& backend : backends())
    known += (known.empty() ? "" : ", ") + backend.name;
  throw DesignError("--backend: '" + name + "' is none of " + known);
}

} // namespace weft
