// systolic_array_model.cpp: The product of one tile.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/systolic_array/systolic_array_model.hpp"

#include "gen/num/error.hpp"

namespace weft {
namespace {

template <class Activation>
std::vector<std::int32_t> productOf(ArrayShape shape, std::span<const Activation> activations,
                                    std::span<const std::int8_t> weights) {
  const auto rows = static_cast<std::size_t>(shape.rows);
  const auto columns = static_cast<std::size_t>(shape.columns);
  if (weights.size() != rows * columns || activations.size() % rows != 0)
    throw InternalError("tileProduct: operands do not fit the array's shape");
  std::vector<std::int32_t> result(activations.size() / rows * columns);
  for (std::size_t i = 0; i < activations.size(); ++i)
    for (std::size_t c = 0; c < columns; ++c)
      result[i / rows * columns + c] += activations[i] * weights[i % rows * columns + c];
  return result;
}

} // namespace

std::vector<std::int32_t> tileProduct(ArrayShape shape, std::span<const std::int8_t> activations,
                                      std::span<const std::int8_t> weights) {
  return productOf(shape, activations, weights);
}

std::vector<std::int32_t> tileProduct(ArrayShape shape, std::span<const std::uint8_t> activations,
                                      std::span<const std::int8_t> weights) {
  return productOf(shape, activations, weights);
}

} // namespace weft
