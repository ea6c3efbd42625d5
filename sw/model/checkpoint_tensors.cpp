// checkpoint_tensors.cpp: The tensors of a checkpoint, taken by name and checked.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/checkpoint_tensors.hpp"

#include "gen/num/error.hpp"
#include "sw/tensor/mapped_file.hpp"

#include <algorithm>
#include <cmath>

namespace weft {

std::vector<float> CheckpointTensors::elements(const std::string& name, const Shape& shape) {
  const auto found = tensors_.find(name);
  if (found == tensors_.end())
    throw fileError(source_, "tensor '" + name + "'", "to be there", "nothing");
  const Tensor& tensor = found->second;
  if (tensor.dtype() != DType::f32 && tensor.dtype() != DType::f64)
    throw fileError(source_, "tensor '" + name + "'", "F32 or F64",
                    std::string(dtypeName(tensor.dtype())));
  if (tensor.shape() != shape)
    throw fileError(source_, "tensor '" + name + "'", "shape " + shapeText(shape),
                    shapeText(tensor.shape()));
  std::vector<float> values = tensor.convertedTo<float>();
  if (!std::ranges::all_of(values, [](float x) { return std::isfinite(x); }))
    throw fileError(source_, "tensor '" + name + "'", "finite numbers", "NaN or infinity");
  used_.insert(name);
  return values;
}

void CheckpointTensors::ignore(const std::string& ending) {
  for (const auto& [name, tensor] : tensors_)
    if (name.ends_with(ending))
      used_.insert(name);
}

void CheckpointTensors::refuseUnused() const {
  for (const auto& [name, tensor] : tensors_)
    if (!used_.contains(name))
      throw fileError(source_, "tensor '" + name + "'", "no such tensor in this kind of model",
                      "shape " + shapeText(tensor.shape()));
}

} // namespace weft
