// npy_header.hpp: The dictionary at the start of an .npy file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/tensor/tensor.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace weft {

/// What the header dictionary says.
struct NpyHeader {
  DType dtype = DType::f32;
  Shape shape;
};

/// Parses `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`. Throws DesignError that
/// names `path` for text that is no such dictionary, and for types and orders not supported.
NpyHeader parseNpyHeader(std::string_view text, const std::filesystem::path& path);

/// The dictionary of `header`, without padding or line end.
std::string npyHeaderText(const NpyHeader& header);

} // namespace weft
