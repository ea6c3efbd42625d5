// tensor_test.cpp: Storage, sharing, views, slices and conversion of tensors.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/tensor.hpp"

#include "gen/num/error.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <limits>

namespace weft {
namespace {

TEST(Tensor, startsWithoutElements) {
  const Tensor tensor;
  EXPECT_EQ(tensor.size(), 0U);
  EXPECT_EQ(tensor.shape(), Shape{0});
}

TEST(Tensor, isZeroFilledAndRowMajor) {
  Tensor tensor(DType::i16, {2, 3});
  tensor.mutableValues<std::int16_t>()[4] = 7;
  EXPECT_EQ(tensor.convertedTo<int>(), (std::vector<int>{0, 0, 0, 0, 7, 0}));
  EXPECT_EQ(tensor.rows(), 2U);
  EXPECT_EQ(tensor.columns(), 3U);
}

TEST(Tensor, copiesAreIndependentOnceWritten) {
  const Tensor original = Tensor::of<float>({2}, std::vector<float>{1, 2});
  Tensor copy = original;
  EXPECT_EQ(copy.bytes().data(), original.bytes().data());
  copy.mutableValues<float>()[0] = 9;
  EXPECT_EQ(original.values<float>()[0], 1);
  EXPECT_EQ(copy.values<float>()[0], 9);
}

TEST(Tensor, sliceSharesStorageUntilWritten) {
  const Tensor whole = Tensor::of<std::int8_t>({3, 2}, std::vector<std::int8_t>{1, 2, 3, 4, 5, 6});
  Tensor part = whole.slice(1, 2);
  EXPECT_EQ(part.shape(), (Shape{2, 2}));
  EXPECT_EQ(part.bytes().data(), whole.bytes().data() + 2);
  part.mutableValues<std::int8_t>()[0] = 0;
  EXPECT_EQ(part.convertedTo<int>(), (std::vector<int>{0, 4, 5, 6}));
  EXPECT_EQ(whole.values<std::int8_t>()[2], 3);
}

TEST(Tensor, viewOfMisalignedBytesIsACopy) {
  alignas(8) const std::byte bytes[9] = {std::byte{0}, std::byte{1}, std::byte{0}, std::byte{2}};
  const Tensor aligned = Tensor::view(DType::i16, {2}, std::span(bytes).subspan(0, 4), nullptr);
  const Tensor moved = Tensor::view(DType::i16, {2}, std::span(bytes).subspan(1, 4), nullptr);
  EXPECT_EQ(aligned.bytes().data(), bytes);
  EXPECT_NE(moved.bytes().data(), bytes + 1);
  EXPECT_EQ(aligned.convertedTo<int>(), (std::vector<int>{0x100, 0x200}));
  EXPECT_EQ(moved.convertedTo<int>(), (std::vector<int>{1, 2}));
}

TEST(Tensor, refusesWhatDoesNotFit) {
  EXPECT_THROW(Tensor(DType::f64, {std::size_t{1} << 62, 2}), InternalError);
  EXPECT_THROW(Tensor::of<float>({3}, std::vector<float>{1}), InternalError);
  EXPECT_THROW(Tensor(DType::i8, {2}).values<float>(), InternalError);
  EXPECT_THROW(Tensor(DType::i8, {2, 2}).reshaped({3}), InternalError);
  EXPECT_THROW(Tensor(DType::i8, {2, 2}).slice(1, 2), InternalError);
  EXPECT_THROW(Tensor::view(DType::f32, {1}, {}, nullptr), InternalError);
}

TEST(Tensor, countsElementsWithoutOverflow) {
  EXPECT_EQ(countElements({}, 4).elements, 1U);
  EXPECT_EQ(countElements({3, 0, std::numeric_limits<std::size_t>::max()}, 4).elements, 0U);
  EXPECT_TRUE(countElements({std::size_t{1} << 59}, 8).fits);
  EXPECT_FALSE(countElements({std::size_t{1} << 60}, 8).fits);
  EXPECT_FALSE(countElements({std::numeric_limits<std::size_t>::max(), 2}, 1).fits);
}

TEST(Tensor, convertsByRoundingAndSaturating) {
  const std::vector<double> values{
      0.5, -0.5, 2.4, 1e9, -1e9, 127.6, std::numeric_limits<double>::quiet_NaN()};
  const Tensor tensor = Tensor::of<double>({7}, values);
  EXPECT_EQ(tensor.convertedTo<std::int8_t>(),
            (std::vector<std::int8_t>{1, -1, 2, 127, -128, 127, 0}));
  const Tensor extremes = Tensor::of<double>({2}, std::vector<double>{1e30, -1e30});
  EXPECT_EQ(extremes.convertedTo<std::int64_t>(),
            (std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::max(),
                                       std::numeric_limits<std::int64_t>::min()}));
  const Tensor wide = Tensor::of<std::int32_t>({2}, std::vector<std::int32_t>{-1, 300});
  EXPECT_EQ(wide.convertedTo<std::uint8_t>(), (std::vector<std::uint8_t>{0, 255}));
}

} // namespace
} // namespace weft
