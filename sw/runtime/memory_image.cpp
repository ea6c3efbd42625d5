// memory_image.cpp: The accelerator's memory as the host sees it
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/memory_image.hpp"

#include "gen/num/error.hpp"

#include <algorithm>
#include <cstring>

namespace weft {
namespace {

constexpr std::uint8_t kPattern = 0xa5;

/// Segments have gigabytes: bytes between looks at the interruption.
constexpr std::size_t kBytesBetweenLooks = std::size_t{1} << 20;

/// The first of `size` bytes that is as asked for. Throws Interrupted.
template <class Is> std::optional<std::size_t> firstByte(std::size_t size, Is isIt) {
  for (std::size_t begin = 0; begin < size; begin += kBytesBetweenLooks) {
    stopIfInterrupted();
    for (std::size_t i = begin, end = std::min(size, begin + kBytesBetweenLooks); i < end; ++i)
      if (isIt(i))
        return i;
  }
  return std::nullopt;
}

} // namespace

MemoryImage::MemoryImage(const Graph& graph, const Program& program)
    : graph_(graph), program_(program) {
  segments_[kConstantBase] = program.constants;
  segments_[kTensorBase].assign(program.segmentBytes[kTensorBase], kPattern);
}

void MemoryImage::write(TensorId id, const Tensor& tensor) {
  const Placement& place = program_.placements[id];
  const GraphTensor& expected = graph_.tensors[id];
  if (tensor.dtype() != expected.dtype || tensor.size() != expected.rows * expected.columns)
    throw InternalError("tensor '" + expected.name + "' given with another shape or type");
  std::uint8_t* memory = segments_[place.base].data();
  forEachStretch(place, [&](std::uint64_t offset, std::int64_t element, std::size_t bytes) {
    std::memcpy(memory + offset,
                tensor.bytes().data() + static_cast<std::size_t>(element) * place.elementBytes,
                bytes);
  });
}

void MemoryImage::writeInputs(const std::vector<Tensor>& inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i)
    write(graph_.inputs[i], inputs[i]);
}

std::vector<Tensor> MemoryImage::readStored() const {
  std::vector<Tensor> tensors(graph_.tensors.size());
  for (const TensorId id : program_.stored)
    tensors[id] = read(id);
  return tensors;
}

Tensor MemoryImage::read(TensorId id) const {
  const Placement& place = program_.placements[id];
  const GraphTensor& tensor = graph_.tensors[id];
  std::vector<std::byte> elements(tensor.rows * tensor.columns * place.elementBytes);
  const std::uint8_t* memory = segments_[place.base].data();
  forEachStretch(place, [&](std::uint64_t offset, std::int64_t element, std::size_t bytes) {
    std::memcpy(elements.data() + static_cast<std::size_t>(element) * place.elementBytes,
                memory + offset, bytes);
  });
  auto owner = std::make_shared<std::vector<std::byte>>(std::move(elements));
  return Tensor::view(tensor.dtype, {tensor.rows, tensor.columns}, *owner, owner);
}

std::vector<bool> MemoryImage::payload() const {
  std::vector<bool> inside(segments_[kTensorBase].size(), false);
  for (const Placement& place : program_.placements)
    if (place.placed && place.base == kTensorBase)
      forEachStretch(place, [&](std::uint64_t offset, std::int64_t, std::size_t bytes) {
        std::fill_n(inside.begin() + static_cast<std::ptrdiff_t>(offset), bytes, true);
      });
  return inside;
}

std::optional<std::string> MemoryImage::firstDamage() const {
  const auto& constants = segments_[kConstantBase];
  if (const auto changed = firstByte(
          constants.size(), [&](std::size_t i) { return constants[i] != program_.constants[i]; }))
    return "a constant was overwritten at byte " + std::to_string(*changed) +
           " of the constant segment";
  const std::vector<bool> inside = payload();
  const auto& tensors = segments_[kTensorBase];
  if (const auto written = firstByte(
          tensors.size(), [&](std::size_t i) { return !inside[i] && tensors[i] != kPattern; }))
    return "byte " + std::to_string(*written) +
           " of the tensor segment was written, which belongs to no tensor";
  return std::nullopt;
}

} // namespace weft
