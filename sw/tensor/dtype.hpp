// dtype.hpp: Element types of tensors and their names in files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace weft {

/// Element type of a tensor. All are little-endian in files.
enum class DType { F64, F32, I64, I32, I16, I8, U8 };

/// Bytes of one element.
std::size_t dtypeSize(DType dtype);

/// Name as safetensors spells it: "F32", "I8", ...
std::string_view dtypeName(DType dtype);

/// The element type that corresponds to the C++ type T.
template <class T> constexpr DType dtypeOf() {
  if constexpr (std::is_same_v<T, double>)
    return DType::F64;
  else if constexpr (std::is_same_v<T, float>)
    return DType::F32;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return DType::I64;
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return DType::I32;
  else if constexpr (std::is_same_v<T, std::int16_t>)
    return DType::I16;
  else if constexpr (std::is_same_v<T, std::int8_t>)
    return DType::I8;
  else {
    static_assert(std::is_same_v<T, std::uint8_t>, "no DType for this C++ type");
    return DType::U8;
  }
}

/// Calls `visitor` with a value-initialised object of the C++ type that `dtype` names.
template <class Visitor> auto visitDType(DType dtype, Visitor&& visitor) {
  switch (dtype) {
  case DType::F64:
    return visitor(double{});
  case DType::F32:
    return visitor(float{});
  case DType::I64:
    return visitor(std::int64_t{});
  case DType::I32:
    return visitor(std::int32_t{});
  case DType::I16:
    return visitor(std::int16_t{});
  case DType::I8:
    return visitor(std::int8_t{});
  case DType::U8:
    break;
  }
  return visitor(std::uint8_t{});
}

} // namespace weft
