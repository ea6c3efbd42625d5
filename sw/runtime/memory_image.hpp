// memory_image.hpp: The accelerator's memory as the host sees it
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/program.hpp"
#include "sw/tensor/interruption.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// Calls `visit(memory offset, element index, bytes)` for every contiguous stretch of a tensor.
/// Throws Interrupted between two rows.
template <class Visit> void forEachStretch(const Placement& place, Visit visit) {
  for (std::int64_t row = 0; row < place.rows; ++row) {
    stopIfInterrupted();
    for (std::int64_t column = 0; column < place.columns; column += place.groupColumns)
      visit(place.at(row, column), row * place.columns + column,
            static_cast<std::size_t>(place.groupColumns) * place.elementBytes);
  }
}

/// The two segments of a program. Everything outside the tensors (guard zones, row padding) holds a
/// pattern, so that a write to it is found afterwards.
class MemoryImage {
public:
  MemoryImage(const Graph& graph, const Program& program);

  std::vector<std::uint8_t>& segment(std::uint32_t base) { return segments_[base]; }

  /// Copies `tensor` to where the program expects it. Throws InternalError when shape or type
  /// differ from the graph's.
  void write(TensorId id, const Tensor& tensor);

  /// The inputs of the graph, in their order.
  void writeInputs(const std::vector<Tensor>& inputs);

  /// Elements of a placed tensor.
  Tensor read(TensorId id) const;

  /// Every tensor that the program stores, by TensorId; the others are empty.
  std::vector<Tensor> readStored() const;

  /// A sentence about the first byte outside all tensors that no longer holds the pattern, or of a
  /// constant that changed; nothing when all is well.
  std::optional<std::string> firstDamage() const;

private:
  std::vector<bool> payload() const;

  const Graph& graph_;
  const Program& program_;
  std::array<std::vector<std::uint8_t>, kSegmentCount> segments_;
};

} // namespace weft
