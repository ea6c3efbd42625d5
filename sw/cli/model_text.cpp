// model_text.cpp: The result of `weft model` for people
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/derived.hpp"
#include "sw/cli/access_report.hpp"
#include "sw/cli/layer_names.hpp"
#include "sw/cli/model_report.hpp"
#include "sw/perf/engine_spans.hpp"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <string>
#include <vector>

namespace weft::cli {
namespace {

constexpr int kNameWidth = 26, kColumnWidth = 12;

template <class... Columns>
void printRow(std::ostream& out, std::string_view name, const Columns&... columns) {
  out << std::left << std::setw(kNameWidth) << name << std::right;
  ((out << ' ' << std::setw(kColumnWidth) << columns), ...);
  out << '\n';
}

void printSummary(std::ostream& out, const Performance& performance, const Config& config) {
  out << config.name << ": " << performance.cycles << " cycles, limit " << performance.limit.cycles
      << " (" << performance.limit.resource << "), ratio " << std::fixed << std::setprecision(4)
      << static_cast<double>(performance.limit.cycles) / static_cast<double>(performance.cycles)
      << '\n'
      << performance.accesses.dramRead.bytes << " bytes read, "
      << performance.accesses.dramWrite.bytes << " written\n";
}

/// Of one sample but for accesses and MACs, as the tables show them.
struct Row {
  std::string name;
  std::int64_t cycles = 0;
  std::uint64_t limit = 0;
  CycleSplit split;
  std::uint64_t macs = 0;
  AccessCounts accesses;
};

/// The row of this operator, which those of equal layers share.
Row& rowOf(std::vector<Row>& rows, const std::string& name, bool fold) {
  const std::string wanted = fold ? nameInAllLayers(name) : name;
  const auto row = std::ranges::find(rows, wanted, &Row::name);
  return row != rows.end() ? *row : rows.emplace_back(Row{wanted, 0, 0, {}, 0, {}});
}

std::vector<Row> rowsOf(const Performance& performance) {
  const bool fold = severalLayers(performance.operators);
  std::vector<Row> rows;
  for (const OperatorPerformance& op : performance.operators) {
    Row& row = rowOf(rows, op.name, fold);
    row.cycles += op.split.total();
    row.limit += op.limit.cycles / performance.samples;
    for (const CyclePart& part : cycleParts())
      row.split.*part.cycles += op.split.*part.cycles;
    row.macs += op.macs;
    row.accesses += op.accesses;
  }
  return rows;
}

void printSplit(std::ostream& out, const Performance& performance, const std::vector<Row>& rows) {
  out << "\nCycles by cause" << (performance.samples > 1 ? ", of one sample" : "") << '\n'
      << std::left << std::setw(kNameWidth) << "operator" << std::right << ' '
      << std::setw(kColumnWidth) << "total" << ' ' << std::setw(kColumnWidth) << "limit";
  for (const CyclePart& part : cycleParts())
    out << ' ' << std::setw(kColumnWidth) << part.name;
  out << '\n';
  for (const Row& row : rows) {
    out << std::left << std::setw(kNameWidth) << row.name << std::right << ' '
        << std::setw(kColumnWidth) << row.cycles << ' ' << std::setw(kColumnWidth) << row.limit;
    for (const CyclePart& part : cycleParts())
      out << ' ' << std::setw(kColumnWidth) << row.split.*part.cycles;
    out << '\n';
  }
}

void printBytes(std::ostream& out, const std::vector<Row>& rows) {
  out << "\nBytes at each level\n";
  printRow(out, "operator", "dram_read", "dram_write", "scratchpad", "accumulator", "buffers",
           "neighbour", "register", "MAC/B");
  for (const Row& row : rows) {
    const AccessCounts& a = row.accesses;
    const auto moved = static_cast<double>(a.dram().bytes);
    printRow(out, row.name, a.dramRead.bytes, a.dramWrite.bytes, a.scratchpad.bytes,
             a.accumulator.bytes, a.buffers, a.neighbours.bytes, a.registers.bytes,
             static_cast<double>(row.macs) / moved);
  }
}

void printEnergy(std::ostream& out, const Performance& performance, const std::vector<Row>& rows,
                 const EnergyPrices& prices) {
  out << "\nEnergy in " << prices.unit << " (" << prices.name << ")\n" << std::setprecision(0);
  printRow(out, "operator", "mac", "register", "neighbour", "buffer", "dram", "total");
  const auto print = [&](const std::string& name, const AccessCounts& counts) {
    const Energy e = energyOf(counts, prices);
    printRow(out, name, e.mac, e.reg, e.neighbour, e.buffer, e.dram, e.total());
  };
  for (const Row& row : rows)
    print(row.name, row.accesses);
  print("all", performance.accesses);
}

struct Product {
  std::string name;
  std::int64_t cycles = 0;
  Comparison other;
};

std::vector<Product> productsOf(const Performance& performance, const Graph& graph,
                                const Config& config) {
  const bool fold = severalLayers(performance.operators);
  std::vector<Product> products;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const auto other = compare(graph.operators[i], config);
    if (!other)
      continue;
    const std::string name =
        fold ? nameInAllLayers(graph.operators[i].name) : graph.operators[i].name;
    auto product = std::ranges::find(products, name, &Product::name);
    if (product == products.end())
      product = products.insert(product, {name, 0, {}});
    product->cycles += performance.operators[i].split.total();
    product->other += *other;
  }
  return products;
}

void printComparison(std::ostream& out, const Performance& performance, const Graph& graph,
                     const Config& config) {
  out << "\nProducts on the same array by other closed forms\n";
  printRow(out, "operator", "weft", "ideal", "SCALE-Sim WS", "OS (paper)", "OS (code)");
  for (const auto& [name, weft, other] : productsOf(performance, graph, config))
    printRow(out, name, weft, other.ideal, other.scaleSim.weightStationary,
             other.scaleSim.outputStationaryPaper, other.scaleSim.outputStationaryCode);
}

} // namespace

Comparison& Comparison::operator+=(const Comparison& more) {
  ideal += more.ideal;
  scaleSim += more.scaleSim;
  return *this;
}

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
  const std::vector<Row> rows = rowsOf(performance);
  printSplit(out, performance, rows);
  printBytes(out, rows);
  out << '\n';
  printAccesses(out, performance.accesses);
  printEnergy(out, performance, rows, request.prices);
  printComparison(out, performance, graph, config);
}

} // namespace weft::cli
