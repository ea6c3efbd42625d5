// model_report.hpp: The result of `weft model` as JSON and as text
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/cli/command.hpp"
#include "sw/perf/performance.hpp"
#include "sw/perf/scale_sim.hpp"

#include <cstdint>
#include <iosfwd>
#include <optional>

namespace weft::cli {

/// What was asked for, as the result repeats it.
struct ModelRequest {
  std::string workload;
  std::uint64_t seed = 1;
  ModelMemory memory;
  EnergyPrices prices;
};

/// What other closed forms say about a product on the same array: SCALE-Sim's, and its
/// multiply-accumulates / cells. Nothing for other operators.
struct Comparison {
  std::int64_t ideal = 0;
  ScaleSimCycles scaleSim;

  Comparison& operator+=(const Comparison& more);
};
std::optional<Comparison> compare(const Operator& op, const Config& config);

/// The keys that it shares with `weft run`, then energy, bytes and cycles by cause.
Json modelJson(const Performance& performance, const Graph& graph, const ModelRequest& request,
               const Config& config);

/// Tables for people; what equal layers repeat is one row.
void printModel(std::ostream& out, const Performance& performance, const Graph& graph,
                const ModelRequest& request, const Config& config);

} // namespace weft::cli
