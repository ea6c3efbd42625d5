// checkpoint_tensors.hpp: The tensors of a checkpoint, taken by name and checked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/tensor/safetensors.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace weft {

class CheckpointTensors {
public:
  /// Both must outlive this; `source` names the file in messages.
  CheckpointTensors(const NamedTensors& tensors, const std::filesystem::path& source)
      : tensors_(tensors), source_(source) {}

  /// The named tensor's elements. Throws DesignError when it is not there, has another shape or
  /// element type, or holds NaN or infinity.
  std::vector<float> elements(const std::string& name, const Shape& shape);

  /// Tensors whose names end so say nothing about inference.
  void ignore(const std::string& ending);

  /// Throws DesignError for a tensor that nobody took.
  void refuseUnused() const;

private:
  const NamedTensors& tensors_;
  const std::filesystem::path& source_;
  std::set<std::string> used_;
};

} // namespace weft
