// host_cycles.cpp: What the host's operators take, by the configuration's table.
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/host_cycles.hpp"

namespace weft {
namespace {

/// `count` elements, `cycles` each.
std::uint64_t spent(std::uint64_t count, int cycles) {
  return count * static_cast<std::uint64_t>(cycles);
}

} // namespace

const std::array<HostPart, 5>& hostParts() {
  static const std::array<HostPart, 5> parts = {{{"dequantise", &HostCycles::dequantise},
                                                 {"quantise", &HostCycles::quantise},
                                                 {"gelu", &HostCycles::gelu},
                                                 {"softmax", &HostCycles::softmax},
                                                 {"norm", &HostCycles::norm}}};
  return parts;
}

std::uint64_t HostCycles::total() const {
  std::uint64_t sum = 0;
  for (const HostPart& part : hostParts())
    sum += this->*part.cycles;
  return sum;
}

HostCycles& HostCycles::operator+=(const HostCycles& other) {
  for (const HostPart& part : hostParts())
    this->*part.cycles += other.*part.cycles;
  return *this;
}

HostCycles hostCycles(const HostOp& op, const HostConfig& host) {
  const std::uint64_t elements = std::uint64_t{op.rows} * op.columns;
  HostCycles cycles;
  cycles.dequantise = spent(elements, host.dequantise);
  cycles.quantise = spent(elements * op.outputs.size(), host.quantise);
  switch (op.function) {
  case HostOp::Function::gelu:
    cycles.gelu = spent(elements, host.gelu);
    break;
  case HostOp::Function::softmax:
    cycles.softmax = spent(elements, host.softmax);
    break;
  case HostOp::Function::norm:
    cycles.norm = spent(elements, host.norm);
    break;
  }
  return cycles;
}

HostCycles hostCycles(const Graph& graph, const HostConfig& host) {
  HostCycles cycles;
  for (const Operator& op : graph.operators)
    if (const auto* onHost = std::get_if<HostOp>(&op.op))
      cycles += hostCycles(*onHost, host);
  return cycles;
}

} // namespace weft
