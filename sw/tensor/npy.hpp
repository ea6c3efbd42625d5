// npy.hpp: Reads and writes NumPy's .npy files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/tensor/tensor.hpp"

#include <filesystem>

namespace weft {

/// The array in `path`, mapped, not copied, where its alignment permits.
/// Format: numpy.lib.format versions 1.0, 2.0 and 3.0; little-endian, C order, element types of
/// DType. Throws DesignError with path, what is wrong, expected and got for anything else,
/// including files that are shorter or longer than their header says.
Tensor readNpy(const std::filesystem::path& path);

/// Writes version 1.0, atomically. Throws DesignError when the file cannot be written.
void writeNpy(const std::filesystem::path& path, const Tensor& tensor);

} // namespace weft
