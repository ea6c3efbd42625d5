// temporal_machine.hpp: The survey's temporal machines: lanes around one register file
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/model/graph.hpp"
#include "sw/perf/accesses.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace weft {

/// One thread whose registers are as wide as all lanes (AVX, NEON), or warps of threads with
/// registers of 32 bits each.
enum class TemporalKind { simd, simt };

/// Sides of the tiles that the global buffer holds: t x t activations, t x n weights, t x n sums.
struct TemporalTile {
  std::uint64_t t = 1;
  std::uint64_t n = 1;

  bool operator==(const TemporalTile&) const = default;
};

/// A temporal machine of arXiv 2302.14017, section 3.1: multiply-accumulate lanes under one
/// control, a central register file, a global buffer, DRAM. A lane has no memory of its own and
/// sends nothing to another one, so operands are reused in the buffer only.
struct TemporalMachine {
  TemporalKind kind = TemporalKind::simd;
  std::uint64_t lanes = 1;          ///< cells of the configuration's array
  std::uint64_t bufferBytes = 1;    ///< its scratchpad
  std::uint64_t busBytes = 1;       ///< a word of the memory
  std::uint64_t memoryPerCycle = 1; ///< bytes, reads and writes together

  /// Lanes that work on neighbouring columns of one row: all of a SIMD machine, else a warp.
  std::uint64_t group() const;
  /// n is the largest multiple of group(), at least one, of which six squares fit the buffer (two
  /// int8 tiles and one of int32 sums); then t is the largest side with t^2 + 5 t n <= bufferBytes.
  TemporalTile tile() const;
};

/// Threads of a warp, as NVIDIA's GPUs have them.
inline constexpr std::uint64_t kWarpThreads = 32;

/// The machine of `kind` with the sizes of `config` and a memory of so many bytes per cycle. A
/// legal scratchpad, which holds eight tiles of weights, always has room for t >= 1.
TemporalMachine temporalMachine(TemporalKind kind, const Config& config,
                                std::uint64_t memoryPerCycle);

/// One operator, or all. `accesses.registers` is the central register file, `.scratchpad` the
/// global buffer, both in operands of whatever width; the other levels on chip stay zero.
struct TemporalCost {
  std::uint64_t cycles = 0;
  std::uint64_t macs = 0; ///< without padding
  AccessCounts accesses;

  TemporalCost& operator+=(const TemporalCost& other);
};

/// [M x K] [K x N] whose results take `resultBytes` each; `records`: with bias and scale a channel.
struct TemporalProduct {
  std::uint64_t M = 1, K = 1, N = 1;
  std::uint64_t resultBytes = 1;
  bool records = true;
};

/// Lanes follow the columns of a row; with g = group() and tiles (t, n):
///   memory   M K ceil(N/n) + K N ceil(M/t) read, 8 N ceil(M/t) of records; results written once
///   steps    M ceil(N/g) K, each one group: a step reads g weights and one activation (all lanes
///            of the group take the same) from the buffer; idle threads of a warp read nothing, a
///            wide register is whole
///   sums     to the buffer and back between ceil(K/t) tiles, 4 bytes
///   buffer   also written by what memory gives; results and records pass it once
///   registers, per lane and step: SIMD loads a weight, reads it and the sum, writes the sum, and
///            loads and reads the activation once a group; SIMT does so with 32-bit registers in
///            every thread, with an address for each load and store
///   cycles   the larger of steps g / lanes and bytes / memoryPerCycle: perfect overlap
/// The survey names the machines and the rule of cycles (section 3.3); mapping and registers are
/// our reading of it.
TemporalCost costOf(const TemporalProduct& product, const TemporalMachine& machine);

/// Elements that pass the lanes `passes` times, from memory to memory without fusion.
struct TemporalVector {
  std::uint64_t elements = 1;
  std::uint64_t passes = 1; ///< softmax and LayerNorm 3, addition 1 (the survey, section 2)
  std::uint64_t inBytes = 1, outBytes = 1; ///< of an element
};

TemporalCost costOf(const TemporalVector& vector, const TemporalMachine& machine);

struct TemporalOperator {
  std::string name;
  OperatorKind kind = OperatorKind::matmul;
  TemporalCost cost;
};

/// Every operator of `graph`, run `samples` times. Attention is a product for the scores, a
/// softmax over int32 and a product for the values, head by head; a mask saves keys that no query
/// sees and nothing else.
std::vector<TemporalOperator> temporalOperators(const Graph& graph, std::uint64_t samples,
                                                const TemporalMachine& machine);

} // namespace weft
