// convolution_case.cpp: The text of a convolution of given sizes, with kernel and edges drawn
// SPDX-License-Identifier: Apache-2.0
#include "sw/regress/convolution_case.hpp"

#include <algorithm>
#include <initializer_list>

namespace weft::regress {
namespace {

using num::Random;

constexpr std::int64_t kMostKernel = 7;

std::string item(const char* name, std::int64_t number) {
  return std::string(",") + name + "=" + std::to_string(number);
}

struct Kernel {
  std::int64_t rows, columns;
};

/// Small ones often; a quarter of them are not square.
Kernel drawKernel(Random& random) {
  const std::int64_t rows = random.uniform(1, random.chance(60) ? 3 : kMostKernel);
  return {rows, random.chance(25) ? random.uniform(1, kMostKernel) : rows};
}

/// Zeros that a kernel needs at every edge to fit an image of `size`.
std::int64_t leastPad(std::int64_t kernel, std::int64_t size) {
  return std::max<std::int64_t>(0, (kernel - size + 1) / 2);
}

} // namespace

std::string convolutionText(Random& random, const ConvolutionSizes& sizes) {
  const Kernel kernel = drawKernel(random);
  const std::int64_t stride = random.uniform(1, 2);
  std::string text = "conv:H=" + std::to_string(sizes.H) + item("W", sizes.W) + item("C", sizes.C) +
                     item("K", sizes.K) + item("R", kernel.rows) + item("S", kernel.columns) +
                     item("stride", stride);
  const std::int64_t least =
      std::max(leastPad(kernel.rows, sizes.H), leastPad(kernel.columns, sizes.W));
  const std::int64_t most = std::min(kernel.rows, kernel.columns) - 1;
  std::int64_t shrink = 0; // of the results, by zeros that are missing
  if (least <= most && random.chance(50)) {
    const std::int64_t pad = random.uniform(least, most);
    text += item("pad", pad);
    shrink = std::max(kernel.rows, kernel.columns) - 1 - 2 * pad;
  }
  const bool holdsMaxima = std::min(sizes.H, sizes.W) - shrink > stride;
  const std::initializer_list<const char*> pools = {"none", "none", "max3", "average", "max2"};
  const std::size_t choices = pools.size() - (holdsMaxima ? 0 : 1);
  return text + ",act=" + (random.chance(50) ? "relu" : "none") +
         ",pool=" + pools.begin()[random.below(choices)] +
         item("residual", random.chance(30) ? 1 : 0);
}

} // namespace weft::regress
