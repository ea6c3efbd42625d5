// tensor.cpp: Storage, views and conversion of tensors.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/tensor.hpp"

#include "gen/num/error.hpp"

#include <cmath>
#include <cstring>
#include <limits>

namespace weft {

ElementCount countElements(const Shape& shape, std::size_t elementSize) {
  constexpr auto kLimit = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  std::size_t elements = 1;
  bool fits = true;
  for (const std::size_t extent : shape) {
    if (extent == 0)
      return {true, 0};
    fits = fits && extent <= kLimit / elementSize / elements;
    elements = fits ? elements * extent : elements;
  }
  return {fits, fits ? elements : 0};
}

std::string shapeText(const Shape& shape) {
  std::string text = "[";
  for (const std::size_t extent : shape)
    text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
  return text + "]";
}

Tensor::Tensor() : shape_{0} {}

Tensor::Tensor(DType dtype, Shape shape) : dtype_(dtype), shape_(std::move(shape)) {
  const ElementCount count = countElements(shape_, dtypeSize(dtype_));
  if (!count.fits)
    throw InternalError("tensor of shape " + shapeText(shape_) + " is too large");
  size_ = count.elements;
  allocate();
}

void Tensor::allocate() {
  owned_ = std::make_shared<std::byte[]>(size_ * dtypeSize(dtype_));
  data_ = owned_.get();
}

template <class T> Tensor Tensor::of(Shape shape, std::span<const T> values) {
  Tensor tensor(dtypeOf<T>(), std::move(shape));
  if (tensor.size() != values.size())
    throw InternalError(std::to_string(values.size()) + " values for a tensor of shape " +
                        shapeText(tensor.shape()));
  if (!values.empty())
    std::memcpy(tensor.owned_.get(), values.data(), values.size_bytes());
  return tensor;
}

Tensor Tensor::view(DType dtype, Shape shape, std::span<const std::byte> bytes,
                    std::shared_ptr<const void> owner) {
  const ElementCount count = countElements(shape, dtypeSize(dtype));
  if (!count.fits || count.elements * dtypeSize(dtype) != bytes.size())
    throw InternalError("view of shape " + shapeText(shape) + " over " +
                        std::to_string(bytes.size()) + " bytes");
  Tensor tensor;
  tensor.dtype_ = dtype;
  tensor.shape_ = std::move(shape);
  tensor.size_ = count.elements;
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % dtypeSize(dtype) == 0) {
    tensor.owner_ = std::move(owner);
    tensor.data_ = bytes.data();
    return tensor;
  }
  tensor.allocate();
  std::memcpy(tensor.owned_.get(), bytes.data(), bytes.size());
  return tensor;
}

std::size_t Tensor::rows() const {
  std::size_t rows = 1;
  for (std::size_t i = 0; i + 1 < shape_.size(); ++i)
    rows *= shape_[i];
  return rows;
}

Tensor Tensor::reshaped(Shape shape) const {
  const ElementCount count = countElements(shape, dtypeSize(dtype_));
  if (!count.fits || count.elements != size_)
    throw InternalError("reshape of " + shapeText(shape_) + " to " + shapeText(shape));
  Tensor tensor = *this;
  tensor.shape_ = std::move(shape);
  return tensor;
}

Tensor Tensor::slice(std::size_t first, std::size_t count) const {
  if (shape_.empty() || first > shape_[0] || count > shape_[0] - first)
    throw InternalError("slice outside of " + shapeText(shape_));
  Tensor tensor = *this;
  tensor.shape_[0] = count;
  tensor.size_ = countElements(tensor.shape_, dtypeSize(dtype_)).elements;
  const std::size_t stride = shape_[0] == 0 ? 0 : size_ / shape_[0];
  tensor.data_ = data_ + first * stride * dtypeSize(dtype_);
  return tensor;
}

void Tensor::requireType(DType dtype) const {
  if (dtype != dtype_)
    throw InternalError("tensor holds " + std::string(dtypeName(dtype_)) + ", read as " +
                        std::string(dtypeName(dtype)));
}

void Tensor::makeUnique() {
  if (owned_ && owned_.use_count() == 1 && data_ == owned_.get())
    return;
  const std::span<const std::byte> shared = bytes();
  const std::shared_ptr<std::byte[]> keep = owned_;
  const std::shared_ptr<const void> keepFile = std::move(owner_);
  allocate();
  if (!shared.empty())
    std::memcpy(owned_.get(), shared.data(), shared.size());
}

namespace {

template <class To, class From> To convert(From value) {
  if constexpr (std::is_floating_point_v<To>) {
    return static_cast<To>(value);
  } else if constexpr (std::is_floating_point_v<From>) {
    const double rounded = std::isnan(value) ? 0.0 : std::round(static_cast<double>(value));
    // The upper limit of 64 bits is not a double; its neighbour above is, and is out of range.
    if (rounded >= static_cast<double>(std::numeric_limits<To>::max()))
      return std::numeric_limits<To>::max();
    if (rounded <= static_cast<double>(std::numeric_limits<To>::min()))
      return std::numeric_limits<To>::min();
    return static_cast<To>(rounded);
  } else {
    const std::int64_t wide{value};
    if (wide > static_cast<std::int64_t>(std::numeric_limits<To>::max()))
      return std::numeric_limits<To>::max();
    if (wide < static_cast<std::int64_t>(std::numeric_limits<To>::min()))
      return std::numeric_limits<To>::min();
    return static_cast<To>(wide);
  }
}

} // namespace

template <class T> std::vector<T> Tensor::convertedTo() const {
  std::vector<T> converted;
  converted.reserve(size_);
  visitDType(dtype_, [&](auto element) {
    for (const auto value : values<decltype(element)>())
      converted.push_back(convert<T>(value));
  });
  return converted;
}

Tensor stack(const std::vector<Tensor>& tensors) {
  if (tensors.empty())
    throw InternalError("stack of no tensors");
  Shape shape = tensors[0].shape();
  std::vector<std::byte> bytes;
  for (const Tensor& tensor : tensors) {
    if (tensor.shape() != shape || tensor.dtype() != tensors[0].dtype())
      throw InternalError("stack of tensors of different shapes or types");
    bytes.insert(bytes.end(), tensor.bytes().begin(), tensor.bytes().end());
  }
  shape.insert(shape.begin(), tensors.size());
  const auto owner = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
  return Tensor::view(tensors[0].dtype(), std::move(shape), *owner, owner);
}

template Tensor Tensor::of(Shape, std::span<const double>);
template Tensor Tensor::of(Shape, std::span<const float>);
template Tensor Tensor::of(Shape, std::span<const std::int64_t>);
template Tensor Tensor::of(Shape, std::span<const std::int32_t>);
template Tensor Tensor::of(Shape, std::span<const std::int16_t>);
template Tensor Tensor::of(Shape, std::span<const std::int8_t>);
template Tensor Tensor::of(Shape, std::span<const std::uint8_t>);

template std::vector<double> Tensor::convertedTo() const;
template std::vector<float> Tensor::convertedTo() const;
template std::vector<std::int64_t> Tensor::convertedTo() const;
template std::vector<std::int32_t> Tensor::convertedTo() const;
template std::vector<std::int16_t> Tensor::convertedTo() const;
template std::vector<std::int8_t> Tensor::convertedTo() const;
template std::vector<std::uint8_t> Tensor::convertedTo() const;

} // namespace weft
