// scale_sim.hpp: SCALE-Sim's closed forms for the cycles of one matrix product
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft {

/// Cycles that SCALE-Sim gives to one product [M x K] [K x N] on an array, memory free of stalls.
///
/// Samajdar et al., ISPASS 2020: a product falls into folds, one after the other without overlap.
///   weight stationary: ceil(K/R) ceil(N/C) folds of 2R + C + M - 2
///   output stationary: ceil(M/R) ceil(N/C) folds of 2R + C + K - 2 in the paper,
///                      R + C + K - 2 in the code (github.com/scalesim-project), which leaves out
///                      the R cycles that drain the sums
/// The tool's COMPUTE_REPORT prints one less: the index of the last cycle, counted from 0.
struct ScaleSimCycles {
  std::uint64_t weightStationary = 0;
  std::uint64_t outputStationaryPaper = 0;
  std::uint64_t outputStationaryCode = 0;

  ScaleSimCycles& operator+=(const ScaleSimCycles& other);
};

/// The product of an [M x K] and a [K x N] matrix.
struct ProductSize {
  std::uint64_t M = 1;
  std::uint64_t K = 1;
  std::uint64_t N = 1;
};

/// All sizes at least 1. `rows`: R, the direction of K when weights are stationary; `columns`: C.
ScaleSimCycles scaleSimCycles(const ProductSize& size, std::uint64_t rows, std::uint64_t columns);

} // namespace weft
