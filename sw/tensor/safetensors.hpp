// safetensors.hpp: Reads and writes named tensors in the safetensors format.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/tensor/tensor.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace weft {

/// Tensors by name.
using NamedTensors = std::map<std::string, Tensor>;

/// The tensors of a .safetensors file, mapped, not copied, where their alignment permits.
/// Format: 8 bytes of header length, JSON header, data. Refused with path, tensor, what is wrong,
/// expected and got (DesignError): malformed headers, unknown element types, offsets outside of the
/// data or not equal to the shape's size, and data that overlap or leave holes.
NamedTensors readSafetensors(const std::filesystem::path& path);

/// Writes `tensors` in order of their names, atomically; same tensors, same bytes.
/// Throws DesignError when the file cannot be written.
void writeSafetensors(const std::filesystem::path& path, const NamedTensors& tensors);

} // namespace weft
