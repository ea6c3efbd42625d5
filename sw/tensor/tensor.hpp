// tensor.hpp: A dense row-major tensor that owns its elements or views a mapped file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/tensor/dtype.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace weft {

/// Extents, outermost first. A scalar has no extents and one element.
using Shape = std::vector<std::size_t>;

/// Product of the extents; empty when it (or it times `elementSize`) does not fit in 63 bits.
/// `elementSize` in bytes, at least 1.
struct ElementCount {
  bool fits = false;
  std::size_t elements = 0;
};
ElementCount countElements(const Shape& shape, std::size_t elementSize);

/// "[2, 3]".
std::string shapeText(const Shape& shape);

/// Dense, row-major, contiguous. Copies share storage until one of them is written.
class Tensor {
public:
  /// A tensor without elements: shape [0], F32.
  Tensor();

  /// Zero-filled. Throws InternalError when the size overflows.
  Tensor(DType dtype, Shape shape);

  /// Owns a copy of `values`, whose size must equal the product of `shape` (else InternalError).
  template <class T> static Tensor of(Shape shape, std::span<const T> values);
  template <class T> static Tensor of(Shape shape, const std::vector<T>& values) {
    return of(std::move(shape), std::span<const T>(values));
  }

  /// Elements that live in `bytes`, kept alive by `owner` (a mapped file). They are copied when
  /// `bytes` is not aligned for `dtype`. `bytes` has exactly the tensor's size (else
  /// InternalError).
  static Tensor view(DType dtype, Shape shape, std::span<const std::byte> bytes,
                     std::shared_ptr<const void> owner);

  DType dtype() const { return dtype_; }
  const Shape& shape() const { return shape_; }
  std::size_t rank() const { return shape_.size(); }
  /// Number of elements.
  std::size_t size() const { return size_; }
  /// Product of all extents but the last; 1 for rank 0 and 1.
  std::size_t rows() const;
  /// The last extent; 1 for a scalar.
  std::size_t columns() const { return shape_.empty() ? 1 : shape_.back(); }
  std::span<const std::byte> bytes() const { return {data_, size_ * dtypeSize(dtype_)}; }

  /// Elements, in row-major order. Throws InternalError when T is not the element type.
  template <class T> std::span<const T> values() const {
    requireType(dtypeOf<T>());
    return {reinterpret_cast<const T*>(data_), size_};
  }

  /// Elements for writing; copies them first when they are shared or belong to a file.
  template <class T> std::span<T> mutableValues() {
    requireType(dtypeOf<T>());
    makeUnique();
    return {reinterpret_cast<T*>(owned_.get()), size_};
  }

  /// The same elements under another shape of equal size (else InternalError).
  Tensor reshaped(Shape shape) const;

  /// Rows [first, first + count) of the outermost extent, as a view that shares storage.
  Tensor slice(std::size_t first, std::size_t count) const;

  /// Elements converted to T: to an integer by rounding to nearest (ties away), saturating.
  template <class T> std::vector<T> convertedTo() const;

private:
  void requireType(DType dtype) const;
  void makeUnique();
  void allocate();

  DType dtype_ = DType::f32;
  Shape shape_;
  std::size_t size_ = 0;
  std::shared_ptr<std::byte[]> owned_; // null for a view of a file
  std::shared_ptr<const void> owner_;  // keeps a viewed file alive
  const std::byte* data_ = nullptr;
};

/// Tensors of one shape and element type (else InternalError) along a new outermost extent.
Tensor stack(const std::vector<Tensor>& tensors);

extern template Tensor Tensor::of(Shape, std::span<const double>);
extern template Tensor Tensor::of(Shape, std::span<const float>);
extern template Tensor Tensor::of(Shape, std::span<const std::int64_t>);
extern template Tensor Tensor::of(Shape, std::span<const std::int32_t>);
extern template Tensor Tensor::of(Shape, std::span<const std::int16_t>);
extern template Tensor Tensor::of(Shape, std::span<const std::int8_t>);
extern template Tensor Tensor::of(Shape, std::span<const std::uint8_t>);

extern template std::vector<double> Tensor::convertedTo() const;
extern template std::vector<float> Tensor::convertedTo() const;
extern template std::vector<std::int64_t> Tensor::convertedTo() const;
extern template std::vector<std::int32_t> Tensor::convertedTo() const;
extern template std::vector<std::int16_t> Tensor::convertedTo() const;
extern template std::vector<std::int8_t> Tensor::convertedTo() const;
extern template std::vector<std::uint8_t> Tensor::convertedTo() const;

} // namespace weft
