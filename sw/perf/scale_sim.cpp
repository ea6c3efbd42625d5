// scale_sim.cpp: SCALE-Sim's closed forms for the cycles of one matrix product
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/scale_sim.hpp"

#include "gen/num/integers.hpp"

namespace weft {
ScaleSimCycles& ScaleSimCycles::operator+=(const ScaleSimCycles& other) {
  weightStationary += other.weightStationary;
  outputStationaryPaper += other.outputStationaryPaper;
  outputStationaryCode += other.outputStationaryCode;
  return *this;
}

ScaleSimCycles scaleSimCycles(const ProductSize& size, std::uint64_t rows, std::uint64_t columns) {
  const std::uint64_t weightFolds = ceilDiv(size.K, rows) * ceilDiv(size.N, columns);
  const std::uint64_t outputFolds = ceilDiv(size.M, rows) * ceilDiv(size.N, columns);
  const std::uint64_t fillAndSkew = rows + columns - 2;
  return {weightFolds * (rows + fillAndSkew + size.M), outputFolds * (rows + fillAndSkew + size.K),
          outputFolds * (fillAndSkew + size.K)};
}

} // namespace weft
