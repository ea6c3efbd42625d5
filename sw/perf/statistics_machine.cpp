// statistics_machine.cpp: The survey's analytic machine: traffic without ideal reuse, and latency
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/statistics_machine.hpp"

#include "gen/num/integers.hpp"

#include <algorithm>

namespace weft {
namespace {

/// [m x k] [k x n], done `times` times.
struct Product {
  std::uint64_t times, m, k, n;
  std::uint64_t resultBytes; ///< of one result
  bool bias;

  std::uint64_t flops() const { return times * m * n * (2 * k - (bias ? 0 : 1)); }
  std::uint64_t bytes(std::uint64_t tile) const {
    return times * (m * k * ceilDiv(n, tile) + k * n * ceilDiv(m, tile) +
                    m * n * (resultBytes + (bias ? 1 : 0)));
  }
};

/// One pass through a layer: `queries` tokens at once, each seeing `keys` tokens.
class Pass {
public:
  Pass(const TransformerShape& shape, const SurveyMachine& machine, std::uint64_t queries,
       std::uint64_t keys)
      : shape_(shape), machine_(machine), queries_(queries), keys_(keys) {}

  /// Adds this pass to the timings of all operators, in their order.
  void addTo(std::vector<OperatorTiming>& operators) const {
    const std::uint64_t d = shape_.width, h = shape_.heads, f = shape_.inner();
    for (const std::size_t projection : {0U, 1U, 2U})
      add(operators[projection], {1, queries_, d, d, 1, true});
    add(operators[3], {h, queries_, d / h, keys_, 4, false});
    add(operators[4], {h, queries_, keys_, d / h, 1, false});
    add(operators[5], {1, queries_, d, d, 4, true});
    add(operators[6], {1, queries_, d, f, 4, true});
    add(operators[7], {1, queries_, f, d, 4, true});
    addNonlinear(operators[8]);
  }

private:
  void add(OperatorTiming& op, const Product& product) const {
    const std::uint64_t macs = product.times * product.m * product.k * product.n;
    op.flops += product.flops();
    move(op, product.bytes(machine_.l2Tile), product.bytes(machine_.scratchpadTile),
         ceilDiv(macs, machine_.arraySide * machine_.arraySide));
  }

  void addNonlinear(OperatorTiming& op) const {
    const std::uint64_t d = shape_.width, f = shape_.inner();
    const std::uint64_t scores = shape_.heads * queries_ * keys_;
    const std::uint64_t bytes = 5 * scores + 5 * queries_ * f + 16 * d * queries_ + 16 * d;
    const std::uint64_t elements = scores + queries_ * f + 4 * queries_ * d;
    move(op, bytes, bytes, ceilDiv(elements, machine_.vectorLanes));
  }

  void move(OperatorTiming& op, std::uint64_t dramBytes, std::uint64_t localBytes,
            std::uint64_t computation) const {
    op.dramBytes += dramBytes;
    op.localBytes += localBytes;
    op.cycles += std::max(computation, ceilDiv(localBytes, machine_.localBytesPerCycle) +
                                           ceilDiv(dramBytes, machine_.dramBytesPerCycle));
  }

  const TransformerShape& shape_;
  const SurveyMachine& machine_;
  std::uint64_t queries_, keys_;
};

/// All passes through one layer.
void addLayer(std::vector<OperatorTiming>& operators, const StatisticsWorkload& workload,
              const SurveyMachine& machine) {
  const std::uint64_t atOnce = workload.decoder ? workload.prompt : workload.tokens;
  const std::uint64_t oneByOne = workload.decoder ? workload.tokens : 0;
  if (atOnce > 0)
    Pass(workload.shape, machine, atOnce, atOnce).addTo(operators);
  for (std::uint64_t token = 1; token <= oneByOne; ++token)
    Pass(workload.shape, machine, 1, atOnce + token).addTo(operators);
}

} // namespace

std::vector<OperatorTiming> operatorTimings(const StatisticsWorkload& workload,
                                            const SurveyMachine& machine) {
  const std::vector<OperatorStatistics> ideal = operatorStatistics(workload);
  std::vector<OperatorTiming> operators(ideal.size());
  addLayer(operators, workload, machine);
  for (std::size_t i = 0; i < operators.size(); ++i) {
    operators[i].name = ideal[i].name;
    for (auto member : {&OperatorTiming::flops, &OperatorTiming::dramBytes,
                        &OperatorTiming::localBytes, &OperatorTiming::cycles})
      operators[i].*member *= workload.shape.layers;
  }
  operators.back().flops = ideal.back().flops;
  return operators;
}

OperatorTiming totalTiming(const std::vector<OperatorTiming>& operators) {
  OperatorTiming total{.name = "total"};
  for (const OperatorTiming& op : operators)
    for (auto member : {&OperatorTiming::flops, &OperatorTiming::dramBytes,
                        &OperatorTiming::localBytes, &OperatorTiming::cycles})
      total.*member += op.*member;
  return total;
}

double relativeLatency(std::uint64_t cycles, const SurveyMachine& machine) {
  const auto unit = operatorTimings(parseStatisticsWorkload("bert-base:L=128"), machine);
  return static_cast<double>(cycles) / static_cast<double>(totalTiming(unit).cycles);
}

} // namespace weft
