// host_cycles.hpp: What the host's operators take, by the configuration's table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/model/graph.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace weft {

/// Cycles of the host by what it does.
struct HostCycles {
  std::uint64_t dequantise = 0, quantise = 0, gelu = 0, softmax = 0, norm = 0;

  std::uint64_t total() const;
  HostCycles& operator+=(const HostCycles& other);
};

/// The parts by name, in the order of the struct.
struct HostPart {
  std::string_view name;
  std::uint64_t HostCycles::*cycles;
};
const std::array<HostPart, 5>& hostParts();

/// Elements times the cycles that `host` gives for one: of `op`, of all host operators of `graph`.
HostCycles hostCycles(const HostOp& op, const HostConfig& host);
HostCycles hostCycles(const Graph& graph, const HostConfig& host);

} // namespace weft
