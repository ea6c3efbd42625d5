// dtype.cpp: Sizes and names of element types.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/dtype.hpp"

#include <array>

namespace weft {

std::size_t dtypeSize(DType dtype) {
  return visitDType(dtype, [](auto element) { return sizeof(element); });
}

std::string_view dtypeName(DType dtype) {
  constexpr std::array<std::string_view, 7> kNames{"F64", "F32", "I64", "I32", "I16", "I8", "U8"};
  return kNames[static_cast<std::size_t>(dtype)];
}

} // namespace weft
