// cpu_peaks.hpp: What one core of this CPU can do at most: multiply-adds, bytes from memory
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace weft {

/// Processor time of this thread in seconds: other processes that share the core do not count.
double threadSeconds();

/// FLOP per second of independent float32 multiply-adds in vectors as wide as the core has.
double peakFlops();

/// Bytes per second of a sum over far more memory than any cache holds.
double peakBandwidth();

} // namespace weft
