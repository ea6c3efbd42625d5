// product_gap.cpp: How long the array rests between two products
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/product_gap.hpp"

#include "gen/config/derived.hpp"
#include "gen/num/error.hpp"
#include "sw/compiler/program.hpp"
#include "sw/model/golden.hpp"
#include "sw/model/graph_builder.hpp"
#include "sw/model/random_numbers.hpp"
#include "sw/runtime/compare.hpp"
#include "sw/runtime/rtl_device.hpp"
#include "sw/runtime/simulator_provider.hpp"

#include <algorithm>

namespace weft::benchmark {
namespace {

constexpr std::size_t kSecondProduct = 2; ///< index of the operator; the lead is 0

/// One MATMUL that ran.
struct ArrayCommand {
  std::size_t op;     ///< index in Graph::operators
  std::int64_t done;  ///< cycle
  std::int64_t beats; ///< cycles from its first vector to its last, both counted
};

std::int64_t beatsOf(const isa::Matmul& command, const Config& config) {
  const auto rows = static_cast<std::int64_t>(command.rows);
  const auto tiles = static_cast<std::int64_t>(command.kTiles) * command.nTiles;
  return (tiles - 1) * std::max<std::int64_t>(rows, config.array.rows) + rows;
}

std::vector<ArrayCommand> arrayCommands(const Graph& graph, const Config& config,
                                        const DeviceCounters& counters) {
  const std::vector<PlannedCommand> planned = plan(graph, config);
  std::vector<ArrayCommand> commands;
  for (std::size_t i = 0; i < planned.size(); ++i)
    if (const auto* matmul = std::get_if<isa::Matmul>(&planned[i].fields))
      commands.push_back({planned[i].op, static_cast<std::int64_t>(counters.commandEnd.at(i)),
                          beatsOf(*matmul, config)});
  return commands;
}

std::int64_t gapBefore(std::size_t op, const std::vector<ArrayCommand>& commands) {
  const auto first = std::find_if(commands.begin(), commands.end(),
                                  [&](const ArrayCommand& c) { return c.op == op; });
  if (first == commands.begin() || first == commands.end())
    throw InternalError("no product stands before operator " + std::to_string(op));
  return first->done - first->beats - std::prev(first)->done;
}

void requireExact(const Workload& workload, const Config& config, const DeviceRun& run) {
  if (run.error || run.violation)
    throw InternalError(run.error ? run.error->message : *run.violation);
  const auto golden = runGolden(workload.graph, workload.samples[0], nonlinearChoice(config));
  const Comparison comparison = compareStored(workload.graph, golden, run.tensors);
  if (comparison.mismatches != 0)
    throw InternalError(comparison.first->text());
}

Workload makeWorkload(const ProductPair& pair, const Config& config) {
  GraphBuilder builder;
  const std::size_t lead = 4 * static_cast<std::size_t>(config.array.columns);
  const TensorId x = builder.input("x", DType::i8, pair.rows, pair.k);
  builder.output(builder.matmul("lead", x, lead, DType::i8));
  const TensorId first = builder.matmul("first", x, pair.n, DType::i8);
  builder.output(pair.dependent ? builder.matmul("second", first, pair.k, DType::i8)
                                : builder.matmul("second", x, pair.n, DType::i8));
  if (!pair.dependent)
    builder.output(first);
  Workload workload{builder.take(), {}, {}, {}};
  workload.samples.push_back(drawRandomNumbers(workload.graph, {}));
  return workload;
}

} // namespace

ProductPair independentPair(const Config& config) {
  const auto rows = static_cast<std::size_t>(config.array.rows),
             columns = static_cast<std::size_t>(config.array.columns);
  return {8 * rows, 8 * rows, 8 * columns, false};
}

ProductPair dependentPair(const Config& config, std::size_t rows, std::size_t tiles) {
  return {rows, 16 * static_cast<std::size_t>(config.array.rows),
          tiles * static_cast<std::size_t>(config.array.columns), true};
}

std::int64_t mostGap(const Config& config, const ProductPair& pair) {
  return pair.dependent ? 100 + 2 * (config.array.rows + config.array.columns) : 50;
}

std::int64_t productGap(const ProductPair& pair, const Config& config) {
  const Workload workload = makeWorkload(pair, config);
  const Program program = compile(workload.graph, config);
  RtlOptions options;
  options.memory = configuredMemory(config);
  RtlDevice device(workload.graph, program, config,
                   simulatorFor(config, SimulatorKind::plain, true).library, options);
  const DeviceRun run = device.run(workload.samples[0]);
  requireExact(workload, config, run);
  return gapBefore(kSecondProduct, arrayCommands(workload.graph, config, *run.counters));
}

} // namespace weft::benchmark
