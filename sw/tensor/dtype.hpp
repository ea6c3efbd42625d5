// dtype.hpp: Element types of tensors and their names in files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace weft {

/// Element type of a tensor. All are little-endian in files.
enum class DType { f64, f32, i64, i32, i16, i8, u8 };

/// Bytes of one element.
std::size_t dtypeSize(DType dtype);

/// Name as safetensors spells it: "F32", "I8", ...
std::string_view dtypeName(DType dtype);

/// The element type that corresponds to the C++ type T.
template <class T> constexpr DType dtypeOf() {
  if constexpr (std::is_same_v<T, double>)
    return DType::f64;
  else if constexpr (std::is_same_v<T, float>)
    return DType::f32;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return DType::i64;
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return DType::i32;
  else if constexpr (std::is_same_v<T, std::int16_t>)
    return DType::i16;
  else if constexpr (std::is_same_v<T, std::int8_t>)
    return DType::i8;
  else {
    static_assert(std::is_same_v<T, std::uint8_t>, "no DType for this C++ type");
    return DType::u8;
  }
}

/// Calls `visitor` with a value-initialised object of the C++ type that `dtype` names.
template <class Visitor> auto visitDType(DType dtype, Visitor&& visitor) {
  switch (dtype) {
  case DType::f64:
    return visitor(double{});
  case DType::f32:
    return visitor(float{});
  case DType::i64:
    return visitor(std::int64_t{});
  case DType::i32:
    return visitor(std::int32_t{});
  case DType::i16:
    return visitor(std::int16_t{});
  case DType::i8:
    return visitor(std::int8_t{});
  case DType::u8:
    break;
  }
  return visitor(std::uint8_t{});
}

} // namespace weft
