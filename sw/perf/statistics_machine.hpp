// statistics_machine.hpp: The survey's analytic machine: traffic without ideal reuse, and latency
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/perf/statistics.hpp"

namespace weft {

/// The machine of arXiv 2302.14017, section 3.3: a square array and a special-function unit behind
/// a scratchpad, an L2 memory and DRAM. Memories cut every product into square tiles.
struct SurveyMachine {
  std::uint64_t arraySide = 16;          ///< multiply-accumulates per cycle: its square
  std::uint64_t vectorLanes = 16;        ///< elements per cycle of a nonlinear operator
  std::uint64_t scratchpadTile = 256;    ///< side: two int8 tiles fill half of 256 KiB
  std::uint64_t l2Tile = 1024;           ///< side: two int8 tiles fill 2 MiB
  std::uint64_t localBytesPerCycle = 16; ///< between L2 and the scratchpad
  std::uint64_t dramBytesPerCycle = 64;  ///< between DRAM and L2
};

/// One operator over all layers and tokens on that machine.
struct OperatorTiming {
  std::string name;
  std::uint64_t flops = 0;
  std::uint64_t dramBytes = 0;  ///< between DRAM and L2
  std::uint64_t localBytes = 0; ///< between L2 and the scratchpad
  std::uint64_t cycles = 0;

  double intensity() const { return static_cast<double>(flops) / static_cast<double>(dramBytes); }
};

/// Operators in the order of operatorStatistics.
///
/// A product [m x k] [k x n] with tiles of side T moves m k ceil(n/T) + k n ceil(m/T) bytes in,
/// m n results out, four bytes each in front of a nonlinear operator, else one, and m n more for
/// the bias of a product with weights. Nonlinear operators of a layer read int32 and write int8:
/// 5 h l s (softmax, s keys) + 5 l f (GELU) + 16 d l + 16 d (LayerNorms, residuals) bytes.
/// FLOPs: 2 m n k with bias, m n (2 k - 1) without; nonlinear as in operatorStatistics.
/// Cycles: the larger of computation and memory, each byte paying for both of its links:
/// localBytes / localBytesPerCycle + dramBytes / dramBytesPerCycle; no fusion between operators.
/// The survey states the machine and max(computation, memory); tile sizes and the sum over both
/// links are our reading. It gives every number of its Table 5 and, for encoders, of its Figure 32;
/// a decoder comes out up to 0.8 % above that figure.
std::vector<OperatorTiming> operatorTimings(const StatisticsWorkload& workload,
                                            const SurveyMachine& machine);

/// The sum of all, named "total".
OperatorTiming totalTiming(const std::vector<OperatorTiming>& operators);

/// Cycles in units of BERT-Base with 128 tokens, as the survey plots latency.
double relativeLatency(std::uint64_t cycles, const SurveyMachine& machine);

} // namespace weft
