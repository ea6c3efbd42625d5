// hardware_rows.cpp: Cycles of the hardware against their targets
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/rows.hpp"

#include "gen/config/read.hpp"
#include "sw/benchmark/product_gap.hpp"
#include "sw/compiler/matmul_shape.hpp"

namespace weft::benchmark {
namespace {

constexpr const char* kSlowMemory = "latency=300";
constexpr const char* kShared = "base16 attention.engine=shared";

std::string titled(const std::string& preset, const std::string& workload,
                   const std::string& memory, const std::string& quantity) {
  return preset + " " + workload + (memory.empty() ? "" : " " + memory) + ": " + quantity;
}

Row ratioRow(const std::string& preset, const std::string& workload, double target,
             const std::string& memory = "") {
  return {titled(preset, workload, memory, "limit ratio"), Bound::atLeast, target, [=](Lab& lab) {
            const RunReport& report = lab.run(preset, workload, memory);
            return static_cast<double>(report.limit.cycles) /
                   static_cast<double>(report.counters->cycles);
          }};
}

double cyclesOf(Lab& lab, const std::string& preset, const std::string& workload,
                const std::string& memory = "") {
  return static_cast<double>(lab.run(preset, workload, memory).counters->cycles);
}

Row cyclesRow(const std::string& preset, const std::string& workload, double target) {
  return {titled(preset, workload, "", "cycles"), Bound::atMost, target,
          [=](Lab& lab) { return cyclesOf(lab, preset, workload); }};
}

Row slowdownRow(const std::string& preset, const std::string& workload, double target) {
  return {titled(preset, workload, kSlowMemory, "cycles / cycles with the preset's memory"),
          Bound::atMost, target, [=](Lab& lab) {
            return cyclesOf(lab, preset, workload, kSlowMemory) / cyclesOf(lab, preset, workload);
          }};
}

Row gapRow(const Config& config, const ProductPair& pair, const std::string& which) {
  return {config.name + ": cycles " + which, Bound::atMost,
          static_cast<double>(mostGap(config, pair)),
          [=](Lab&) { return static_cast<double>(productGap(pair, config)); }};
}

/// Rows of one k tile that are more than stay on chip.
std::size_t rowsThroughMemory(const Config& config) {
  return static_cast<std::size_t>(arrayCapacity(config).activationWords / 4 + config.array.rows);
}

/// Of the dependent ones: of one row, of one block of rows, of several, with a second column tile,
/// with more rows than stay on chip.
void addGapRows(std::vector<Row>& rows, const Config& config) {
  const std::size_t block = 60, blocks = 8 * static_cast<std::size_t>(config.array.rows);
  rows.push_back(gapRow(config, independentPair(config), "between independent products"));
  for (const auto& [count, tiles] : {std::pair<std::size_t, std::size_t>{1, 1},
                                     {block, 1},
                                     {blocks, 1},
                                     {blocks, 2},
                                     {rowsThroughMemory(config), 1}})
    rows.push_back(gapRow(config, dependentPair(config, count, tiles),
                          "from a product of " + std::to_string(count) + " rows, " +
                              std::to_string(tiles) + " column tiles, to one that needs it"));
}

} // namespace

std::vector<Row> hardwareRows() {
  const std::string bert = "bert-base:L=128,layers=1";
  const std::string encoder = "encoder:L=128,D=768,H=12,F=3072";
  std::vector<Row> rows = {
      shown(ratioRow("base16", "gemm:128x768x768", 0.98)),
      ratioRow("base16", "gemm:128x768x3072,act=gelu", 0.99),
      shown(ratioRow("base16", "gemm:512x3072x768", 0.995)),
      ratioRow("base16", "gemm:128x128x128", 0.88),
      shown(cyclesRow("base16", bert, 3'600'000)),
      shown(cyclesRow("base16", "bert-base:L=512,layers=1", 14'350'000)),
      shown(ratioRow("base16", "attention:L=512,S=512,D=64,H=12", 0.97)),
      ratioRow("base16", "attention:L=128,S=128,D=64,H=12", 0.92),
      ratioRow("base16", "attention:L=128,S=4096,D=64,H=12", 0.95),
      shown(ratioRow("base16", "attention:L=512,S=512,D=64,H=12,mask=causal", 0.85)),
      ratioRow(kShared, "attention:L=512,S=512,D=64,H=12", 0.88),
      cyclesRow(kShared, bert, 3'740'000),
      cyclesRow(kShared, "bert-base:L=512,layers=1", 16'100'000),
      shown(ratioRow("wide32", encoder, 0.94)),
      ratioRow("wide64", encoder, 0.87),
      ratioRow("base16", "gemm:1x768x768", 0.95),
      shown(ratioRow("base16", "gemm:1x768x3072", 0.95)),
      ratioRow("base16", "gemm:1x768x768", 0.92, kSlowMemory),
      ratioRow("base16", "gemm:1x768x3072", 0.92, kSlowMemory),
      slowdownRow("base16", bert, 1.015),
      ratioRow("base16", "conv:H=56,W=56,C=64,K=64,R=3,S=3", 0.98),
      ratioRow("base16", "conv:H=14,W=14,C=256,K=256,R=3,S=3", 0.98),
      ratioRow("base16", "conv:H=28,W=28,C=128,K=512,act=relu,residual=1", 0.95),
      ratioRow("base16", "conv:H=56,W=56,C=64,K=64,R=3,S=3,act=relu,pool=max2", 0.95),
      cyclesRow("base16", "resnet50", 17'600'000),
  };
  for (const std::string& preset : presetNames())
    addGapRows(rows, loadConfig(preset));
  return rows;
}

} // namespace weft::benchmark
