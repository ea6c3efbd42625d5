// model_text.cpp: the result of `weft model` for people
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/derived.hpp"
#include "sw/cli/model_report.hpp"
#include "sw/perf/engine_spans.hpp"

#include <iomanip>
#include <ostream>

namespace weft::cli {
namespace {

constexpr int nameWidth = 26, columnWidth = 12;

template <class... Columns>
void printRow(std::ostream& out, std::string_view name, const Columns&... columns) {
  out << std::left << std::setw(nameWidth) << name << std::right;
  ((out << ' ' << std::setw(columnWidth) << columns), ...);
  out << '\n';
}

void printSummary(std::ostream& out, const Performance& performance, const Config& config) {
  out << config.name << ": " << performance.cycles << " cycles, limit " << performance.limit.cycles
      << " (" << performance.limit.resource << "), ratio " << std::fixed << std::setprecision(4)
      << static_cast<double>(performance.limit.cycles) / static_cast<double>(performance.cycles)
      << '\n'
      << performance.accesses.dramRead << " bytes read, " << performance.accesses.dramWrite
      << " written\n";
}

void printSplit(std::ostream& out, const Performance& performance) {
  out << "\nCycles by cause" << (performance.samples > 1 ? ", of one sample" : "") << '\n'
      << std::left << std::setw(nameWidth) << "operator" << std::right << ' '
      << std::setw(columnWidth) << "total" << ' ' << std::setw(columnWidth) << "limit";
  for (const CyclePart& part : cycleParts())
    out << ' ' << std::setw(columnWidth) << part.name;
  out << '\n';
  for (const OperatorPerformance& op : performance.operators) {
    out << std::left << std::setw(nameWidth) << op.name << std::right << ' '
        << std::setw(columnWidth) << op.split.total() << ' ' << std::setw(columnWidth)
        << op.limit.cycles / performance.samples;
    for (const CyclePart& part : cycleParts())
      out << ' ' << std::setw(columnWidth) << op.split.*part.cycles;
    out << '\n';
  }
}

void printBytes(std::ostream& out, const Performance& performance) {
  out << "\nBytes at each level\n";
  printRow(out, "operator", "dram_read", "dram_write", "scratchpad", "accumulator", "buffers",
           "neighbour", "register", "MAC/B");
  for (const OperatorPerformance& op : performance.operators) {
    const AccessCounts& a = op.accesses;
    const auto moved = static_cast<double>(a.dramRead + a.dramWrite);
    printRow(out, op.name, a.dramRead, a.dramWrite, a.scratchpad, a.accumulator, a.buffers,
             a.neighbours, a.registers, static_cast<double>(op.macs) / moved);
  }
}

void printEnergy(std::ostream& out, const Performance& performance, const EnergyPrices& prices) {
  out << "\nEnergy in " << prices.unit << " (" << prices.name << ")\n" << std::setprecision(0);
  printRow(out, "operator", "mac", "register", "neighbour", "buffer", "dram", "total");
  const auto print = [&](const std::string& name, const AccessCounts& counts) {
    const Energy e = energyOf(counts, prices);
    printRow(out, name, e.mac, e.reg, e.neighbour, e.buffer, e.dram, e.total());
  };
  for (const OperatorPerformance& op : performance.operators)
    print(op.name, op.accesses);
  print("all", performance.accesses);
}

void printComparison(std::ostream& out, const Performance& performance, const Graph& graph,
                     const Config& config) {
  out << "\nProducts on the same array by other closed forms\n";
  printRow(out, "operator", "weft", "ideal", "SCALE-Sim WS", "OS (paper)", "OS (code)");
  for (std::size_t i = 0; i < graph.operators.size(); ++i)
    if (const auto other = compare(graph.operators[i], config))
      printRow(out, graph.operators[i].name, performance.operators[i].split.total(), other->ideal,
               other->scaleSim.weightStationary, other->scaleSim.outputStationaryPaper,
               other->scaleSim.outputStationaryCode);
}

} // namespace

std::optional<Comparison> compare(const Operator& op, const Config& config) {
  const auto* product = std::get_if<MatmulOp>(&op.op);
  if (product == nullptr)
    return {};
  return Comparison{idealCycles(op, config),
                    scaleSimCycles({product->M, product->K, product->N},
                                   static_cast<std::uint64_t>(config.array.rows),
                                   static_cast<std::uint64_t>(config.array.columns))};
}

void printModel(std::ostream& out, const Performance& performance, const Graph& graph,
                const ModelRequest& request, const Config& config) {
  out << request.workload << ", model\n";
  printSummary(out, performance, config);
  printSplit(out, performance);
  printBytes(out, performance);
  printEnergy(out, performance, request.prices);
  printComparison(out, performance, graph, config);
}

} // namespace weft::cli
