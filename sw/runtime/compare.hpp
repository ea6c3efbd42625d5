// compare.hpp: Device against golden, element by element
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// The first element that differs.
struct Mismatch {
  std::string operatorName;
  std::string tensor;
  std::int64_t row = 0, column = 0;
  std::int64_t expected = 0, got = 0;
  TensorId id = 0; ///< of the tensor in the graph that was compared
  /// Cycle in which the element was last written, where that is known: first of the submission, in
  /// a report of all submissions.
  std::optional<std::uint64_t> cycle = std::nullopt;

  std::string text() const;
};

struct Comparison {
  std::uint64_t checked = 0;
  std::uint64_t mismatches = 0;
  std::vector<std::uint64_t> mismatchesOf; ///< by operator
  std::optional<Mismatch> first;           ///< in program order, then row-major
};

/// Compares every tensor that an operator writes. `golden` and `device` are indexed by TensorId.
/// Throws InternalError when one of them lacks a written tensor.
Comparison compareStored(const Graph& graph, const std::vector<Tensor>& golden,
                         const std::vector<Tensor>& device);

} // namespace weft
