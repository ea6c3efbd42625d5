// convolution_accesses.hpp: What a command moves in the row-stationary array
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "gen/isa/commands.hpp"
#include "sw/perf/accesses.hpp"

namespace weft {

/// Of a CONVOLVE, or of a MATMUL as a convolution, on an array of R x C cells, beside its own
/// fetch. Taps stay; a weight goes east along its row, an image word along all rows, and the cells
/// that need a byte of it keep it, those of all lines of a block at once. Of a sum, the first tap
/// comes from the row below. Idle lines, columns and rows execute, too.
AccessCounts convolutionAccesses(const isa::Convolve& command, const Config& config);

} // namespace weft
