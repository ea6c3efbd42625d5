// host_main.cpp: Runs one kernel of the host on so many elements, for `scripts/host_cycles`
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/host_kernels.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr std::size_t kRow = 512; ///< elements of a row: a softmax over as many keys
constexpr std::size_t kMostElements = 8 * kRow;
constexpr float kLeast = -4.0F, kStep = 1.0F / 64; ///< inputs of four octaves both ways

/// Static, so that what is done before and after a kernel does not depend on its elements.
std::array<std::int32_t, kMostElements> integers;
std::array<std::int8_t, kMostElements> bytes;
std::array<float, kMostElements> values, gamma, beta;

void fill() {
  for (std::size_t i = 0; i < kMostElements; ++i) {
    integers[i] = static_cast<std::int32_t>(i * 2654435761U) >> 12;
    values[i] = kLeast + kStep * static_cast<float>(i % kRow);
    gamma[i] = 1.0F;
    beta[i] = 0.0F;
  }
}

template <class Kernel> void eachRow(std::size_t count, Kernel kernel) {
  for (std::size_t i = 0; i < count; i += kRow)
    kernel(&values[i]);
}

bool run(const char* name, std::size_t count) {
  using namespace weft::host;
  const auto is = [&](const char* other) { return std::strcmp(name, other) == 0; };
  if (is("dequantise"))
    dequantise(integers.data(), gamma.data(), 1, values.data(), count);
  else if (is("quantise"))
    quantise(values.data(), kStep, bytes.data(), count);
  else if (is("gelu"))
    gelu(values.data(), count);
  else if (is("softmax"))
    eachRow(count, [](float* row) { softmax(row, kRow); });
  else if (is("norm"))
    eachRow(count, [](float* row) { norm(row, gamma.data(), beta.data(), kStep, kRow); });
  else
    return false;
  return true;
}

} // namespace

int main(int argc, char** argv) {
  const std::size_t rows = argc == 3 ? std::strtoul(argv[2], nullptr, 10) : 0;
  if (rows < 1 || rows * kRow > kMostElements) {
    std::fputs("usage: host_main KERNEL ROWS\n", stderr);
    return 2;
  }
  fill();
  return run(argv[1], rows * kRow) ? 0 : 2;
}
