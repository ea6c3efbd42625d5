// product.cpp: One product on the Verilated top, from the headers of `weft gen` alone.
// SPDX-License-Identifier: Apache-2.0
//
// out[M][N] = x[M][K] * w[K][N] + bias[N] on an accelerator of any configuration, two tiles of the
// array along K and along N: three LOADs, a MATMUL, a STORE.
#include "driver.hpp"

namespace {

constexpr std::uint32_t kM = 6, kK = 2 * WEFT_ARRAY_ROWS, kN = 2 * WEFT_ARRAY_COLUMNS;
constexpr std::uint32_t kX = 4096, kW = 8192, kRecords = 24576, kOut = 28672;
constexpr std::uint32_t kMemoryBytes = 65536, kRingSlots = 8;

constexpr std::uint32_t kLoaded = 1, kSummed = 2; // tokens, one bit each; the meaning is ours

/// `rows` rows of `bytes` bytes; the words of a row lie `wordStep` apart, the rows follow each
/// other.
Command load(std::uint32_t destination, std::uint32_t offset, std::uint32_t rows,
             std::uint32_t bytes, std::uint32_t wordStep, std::uint32_t signal) {
  Command command = COMMAND(LOAD, 0, signal);
  SET(command, LOAD_DESTINATION, destination);
  SET(command, LOAD_OFFSET, offset);
  SET(command, LOAD_BYTES, bytes);
  SET(command, LOAD_COUNT1, rows);
  SET(command, LOAD_STRIDE1, pitchOf(bytes));
  SET(command, LOAD_COUNT2, 1);
  SET(command, LOAD_COUNT3, 1);
  SET(command, LOAD_WORD_STEP, wordStep);
  SET(command, LOAD_STEP1, 1);
  return command;
}

Command matmul() {
  Command command = COMMAND(MATMUL, kLoaded, kSummed);
  SET(command, MATMUL_ACTIVATION_SIGNED, 1);
  SET(command, MATMUL_WEIGHT_SIGNED, 1);
  SET(command, MATMUL_WEIGHT_BITS, 8);
  SET(command, MATMUL_ROWS, kM);
  SET(command, MATMUL_K_TILES, 2);
  SET(command, MATMUL_N_TILES, 2);
  SET(command, MATMUL_ACTIVATION_STRIDE, kM);
  SET(command, MATMUL_WEIGHT_K_STRIDE, WEFT_ARRAY_ROWS);
  SET(command, MATMUL_WEIGHT_N_STRIDE, kK);
  SET(command, MATMUL_ACCUMULATOR_STRIDE, kM);
  return command;
}

Command store() {
  Command command = COMMAND(STORE, kSummed, 0);
  SET(command, STORE_TYPE, WEFT_STORE_TYPE_INT32); // sum + bias
  SET(command, STORE_OFFSET, kOut);
  SET(command, STORE_COLUMNS, kN);
  SET(command, STORE_COUNT1, kM);
  SET(command, STORE_STRIDE1, pitchOf(4 * kN));
  SET(command, STORE_COUNT2, 1);
  SET(command, STORE_COUNT3, 1);
  SET(command, STORE_ACCUMULATOR_STRIDE, kM);
  return command;
}

std::int8_t x(std::uint32_t m, std::uint32_t k) {
  return static_cast<std::int8_t>(37 * m + 11 * k);
}
std::int8_t w(std::uint32_t k, std::uint32_t n) { return static_cast<std::int8_t>(5 * k - 23 * n); }
std::int32_t bias(std::uint32_t n) { return 1000 - 300 * static_cast<std::int32_t>(n); }

void writeOperands(Accelerator& weft) {
  for (std::uint32_t m = 0; m < kM; ++m)
    for (std::uint32_t k = 0; k < kK; ++k)
      weft.poke(kX + m * pitchOf(kK) + k, x(m, k));
  for (std::uint32_t k = 0; k < kK; ++k)
    for (std::uint32_t n = 0; n < kN; ++n)
      weft.poke(kW + k * pitchOf(kN) + n, w(k, n));
  for (std::uint32_t n = 0; n < kN; ++n)
    weft.poke(kRecords + 8 * n, bias(n)); // a channel's record: bias, scale (int32 takes none)
}

std::vector<Command> product() {
  return {checkCommand(),
          load(WEFT_LOAD_DESTINATION_ACTIVATIONS, kX, kM, kK, kM, 0),
          load(WEFT_LOAD_DESTINATION_WEIGHTS, kW, kK, kN, kK, 0),
          load(WEFT_LOAD_DESTINATION_PARAMETERS, kRecords, 1, 8 * kN, 1, kLoaded), // in order
          matmul(),
          store()};
}

std::uint32_t wrongSums(const Accelerator& weft) {
  std::uint32_t wrong = 0;
  for (std::uint32_t m = 0; m < kM; ++m)
    for (std::uint32_t n = 0; n < kN; ++n) {
      std::int32_t expected = bias(n);
      for (std::uint32_t k = 0; k < kK; ++k)
        expected += x(m, k) * w(k, n);
      wrong += weft.peek<std::int32_t>(kOut + m * pitchOf(4 * kN) + 4 * n) != expected;
    }
  return wrong;
}

} // namespace

int main() {
  Accelerator weft(kMemoryBytes);
  if (weft.readRegister(WEFT_REG_ID) != WEFT_ID_VALUE) {
    std::puts("this is no weft accelerator");
    return 1;
  }
  writeOperands(weft);
  submit(weft, writeRing(weft, product()), kRingSlots, kMemoryBytes);
  if (!finish(weft))
    return 1;
  const std::uint32_t wrong = wrongSums(weft);
  std::printf("%u x %u x %u: %u of %u sums are wrong, %u cycles\n", kM, kK, kN, wrong, kM * kN,
              weft.readRegister(WEFT_REG_CYCLES_LOW));
  std::puts(wrong == 0 ? "PASS" : "FAIL");
  return wrong == 0 ? 0 : 1;
}
