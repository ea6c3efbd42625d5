// limits.hpp: What no accelerator of this size can beat
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/model/graph.hpp"

#include <cstdint>
#include <string>

namespace weft {

/// Work of one operator or of a whole workload, without padding and masked pairs.
struct Work {
  std::uint64_t arrayMacs = 0;
  std::uint64_t attentionMacs = 0;
  std::uint64_t postElements = 0; ///< through softmax, norm or add
  /// Every weight, bias, scale, input and output once, but no key and value that no query sees, and
  /// nothing that only the host reads or writes.
  std::uint64_t minimumBytes = 0;

  std::uint64_t macs() const { return arrayMacs + attentionMacs; }
  Work& operator+=(const Work& other);
};

/// A true lower bound in cycles and the resource that sets it: "array", "attention", "post" or
/// "memory"; "host" and 0 where the accelerator has nothing to do.
struct Limit {
  std::uint64_t cycles = 0;
  std::string resource;
};

/// Work of one operator taken alone: what it reads and writes counts as inputs and outputs. Columns
/// that it reads twice (a residual beside itself, shared heads) count once.
Work workOf(const Graph& graph, const Operator& op);

/// Work of `samples` runs of the graph: weights once, inputs and outputs every time, intermediates
/// free.
Work workOf(const Graph& graph, std::uint64_t samples);

/// The largest of the resources' quotients, each rounded up.
/// `memoryBytes`: bytes per cycle of the memory, reads and writes together.
Limit limitOf(const Work& work, const Config& config, std::uint64_t memoryBytes);

} // namespace weft
