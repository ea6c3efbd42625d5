// temporal_machine.cpp: The survey's temporal machines: lanes around one register file
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/temporal_machine.hpp"

#include "gen/config/derived.hpp"
#include "gen/isa/operands.hpp"
#include "gen/num/error.hpp"
#include "gen/num/integers.hpp"

#include <algorithm>

namespace weft {
namespace {

constexpr std::uint64_t kThreadRegisterBytes = 4;
constexpr std::uint64_t kTilesOfABuffer = 2 + kSumBytes; ///< bytes for each place of a square
constexpr std::uint64_t kReductionPasses = 3;

std::uint64_t squareRoot(std::uint64_t square) {
  std::uint64_t root = 0;
  while ((root + 1) * (root + 1) <= square)
    ++root;
  return root;
}

bool fits(std::uint64_t t, std::uint64_t n, std::uint64_t bytes) {
  return t * t + (1 + kSumBytes) * t * n <= bytes;
}

/// Register accesses of one kind of instruction in every lane: wide registers hold operands of
/// their own width; a thread's are all alike, and it has an address for the buffer.
class RegisterFile {
public:
  explicit RegisterFile(TemporalKind kind) : threads_(kind == TemporalKind::simt) {}

  Accesses operand(std::uint64_t times, std::uint64_t bytes) const {
    return wordsOf(times, threads_ ? kThreadRegisterBytes : bytes);
  }
  /// Between register and buffer.
  Accesses moved(std::uint64_t times, std::uint64_t bytes) const {
    return operand(times, bytes) + wordsOf(threads_ ? times : 0, kThreadRegisterBytes);
  }

private:
  bool threads_;
};

void addMemory(TemporalCost& cost, std::uint64_t read, std::uint64_t written,
               const TemporalMachine& machine) {
  AccessCounts& accesses = cost.accesses;
  accesses.dramRead = {ceilDiv(read, machine.busBytes), read};
  accesses.dramWrite = {ceilDiv(written, machine.busBytes), written};
  cost.cycles = std::max(cost.cycles, ceilDiv(read + written, machine.memoryPerCycle));
}

/// One product, step by step of its groups.
class Product {
public:
  Product(const TemporalProduct& size, const TemporalMachine& machine)
      : size_(size), machine_(machine), tile_(machine.tile()), file_(machine.kind),
        groups_(size.M * ceilDiv(size.N, machine.group())), steps_(groups_ * size.K),
        lanes_(machine.kind == TemporalKind::simd ? groups_ * machine.group() : size.M * size.N) {}

  TemporalCost cost() const {
    TemporalCost cost;
    cost.cycles = ceilDiv(steps_ * machine_.group(), machine_.lanes);
    cost.macs = size_.M * size_.K * size_.N;
    cost.accesses.macs = lanes_ * size_.K;
    addSteps(cost.accesses);
    addSums(cost.accesses);
    addResults(cost.accesses);
    cost.accesses.scratchpad += wordsOf(bytesRead(), 1);
    addMemory(cost, bytesRead(), size_.M * size_.N * size_.resultBytes, machine_);
    return cost;
  }

private:
  /// A weight a lane, an activation a group, which a warp keeps in every thread; sums stay.
  void addSteps(AccessCounts& accesses) const {
    const std::uint64_t macs = lanes_ * size_.K;
    const std::uint64_t activations = machine_.kind == TemporalKind::simd ? steps_ : macs;
    accesses.scratchpad += wordsOf(macs + steps_, 1);
    accesses.registers += file_.moved(macs + activations, 1) +
                          file_.operand(macs + activations, 1) + file_.operand(2 * macs, kSumBytes);
  }

  /// Out after every tile of K but the last, and in again.
  void addSums(AccessCounts& accesses) const {
    const std::uint64_t moves = 2 * lanes_ * (ceilDiv(size_.K, tile_.t) - 1);
    accesses.scratchpad += wordsOf(moves, kSumBytes);
    accesses.registers += file_.moved(moves, kSumBytes);
  }

  void addResults(AccessCounts& accesses) const {
    const std::uint64_t results = size_.M * size_.N;
    accesses.registers += file_.moved(lanes_, kSumBytes);
    accesses.scratchpad += wordsOf(2 * results, size_.resultBytes);
    if (size_.records)
      accesses.scratchpad += wordsOf(results, isa::kChannelRecordBytes);
  }

  std::uint64_t bytesRead() const {
    const std::uint64_t passes = ceilDiv(size_.M, tile_.t);
    return size_.M * size_.K * ceilDiv(size_.N, tile_.n) + size_.K * size_.N * passes +
           (size_.records ? isa::kChannelRecordBytes * size_.N * passes : 0);
  }

  const TemporalProduct& size_;
  const TemporalMachine& machine_;
  TemporalTile tile_;
  RegisterFile file_;
  std::uint64_t groups_, steps_;
  std::uint64_t lanes_; ///< that work in each of K steps, over all groups
};

class OperatorCost {
public:
  OperatorCost(const Graph& graph, const TemporalMachine& machine)
      : graph_(graph), machine_(machine) {}

  TemporalCost operator()(const MatmulOp& op) const {
    const std::uint64_t bytes = dtypeSize(graph_.tensors[op.output].dtype);
    return costOf(TemporalProduct{op.M, op.K, op.N, bytes}, machine_);
  }

  TemporalCost operator()(const AttentionOp& op) const {
    const std::uint64_t keys = visibleKeys(op);
    TemporalCost cost;
    if (keys == 0)
      return cost;
    for (std::size_t head = 0; head < op.H; ++head) {
      cost += costOf(TemporalProduct{op.L, op.D, keys, kSumBytes, false}, machine_);
      cost += costOf(TemporalVector{op.L * keys, kReductionPasses, kSumBytes, 1}, machine_);
      cost += costOf(TemporalProduct{op.L, keys, op.D, 1, false}, machine_);
    }
    return cost;
  }

  TemporalCost operator()(const SoftmaxOp& op) const {
    return costOf(TemporalVector{op.rows * op.columns, kReductionPasses, kSumBytes, 1}, machine_);
  }

  TemporalCost operator()(const PostOp& op) const {
    const std::uint64_t value = dtypeSize(DType::i16);
    return costOf(
        TemporalVector{op.rows * op.D,
                       (op.residual ? 1 : 0) + (op.arithmetic.normalise ? kReductionPasses : 0),
                       value * (op.residual ? 2 : 1), (op.out16 ? value : 0) + (op.out8 ? 1 : 0)},
        machine_);
  }

  template <class Op> TemporalCost operator()(const Op&) const {
    throw InternalError("a temporal machine has no host beside it");
  }

private:
  const Graph& graph_;
  const TemporalMachine& machine_;
};

} // namespace

std::uint64_t TemporalMachine::group() const {
  return kind == TemporalKind::simd ? lanes : kWarpThreads;
}

TemporalTile TemporalMachine::tile() const {
  const std::uint64_t side = squareRoot(bufferBytes / kTilesOfABuffer);
  TemporalTile tile{0, group() * std::max<std::uint64_t>(1, side / group())};
  while (fits(tile.t + 1, tile.n, bufferBytes))
    ++tile.t;
  return tile;
}

TemporalMachine temporalMachine(TemporalKind kind, const Config& config,
                                std::uint64_t memoryPerCycle) {
  return {.kind = kind,
          .lanes = static_cast<std::uint64_t>(arrayMacsPerCycle(config)),
          .bufferBytes = static_cast<std::uint64_t>(config.scratchpad.kib) * 1024,
          .busBytes = static_cast<std::uint64_t>(config.bus.bytes),
          .memoryPerCycle = memoryPerCycle};
}

TemporalCost& TemporalCost::operator+=(const TemporalCost& other) {
  cycles += other.cycles;
  macs += other.macs;
  accesses += other.accesses;
  return *this;
}

TemporalCost costOf(const TemporalProduct& product, const TemporalMachine& machine) {
  return Product(product, machine).cost();
}

TemporalCost costOf(const TemporalVector& vector, const TemporalMachine& machine) {
  const RegisterFile file(machine.kind);
  const std::uint64_t elements = vector.elements;
  TemporalCost cost;
  cost.cycles = vector.passes * ceilDiv(elements, machine.lanes);
  const std::uint64_t read = elements * vector.inBytes, written = elements * vector.outBytes;
  cost.accesses.scratchpad = wordsOf((1 + vector.passes) * elements, vector.inBytes) +
                             wordsOf(2 * elements, vector.outBytes);
  cost.accesses.registers = file.moved(vector.passes * elements, vector.inBytes) +
                            file.operand(vector.passes * elements, vector.inBytes) +
                            file.operand(elements, vector.outBytes) +
                            file.moved(elements, vector.outBytes);
  addMemory(cost, read, written, machine);
  return cost;
}

std::vector<TemporalOperator> temporalOperators(const Graph& graph, std::uint64_t samples,
                                                const TemporalMachine& machine) {
  std::vector<TemporalOperator> operators;
  for (const Operator& op : graph.operators) {
    TemporalOperator entry{op.name, op.kind, {}};
    const TemporalCost once = std::visit(OperatorCost(graph, machine), op.op);
    entry.cost = {once.cycles * samples, once.macs * samples, once.accesses.times(samples)};
    operators.push_back(entry);
  }
  return operators;
}

} // namespace weft
