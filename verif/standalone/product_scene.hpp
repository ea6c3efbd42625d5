// product_scene.hpp: LOAD, MATMUL and STORE in all their forms, and what they must give.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "driver.hpp"
#include "reference.hpp"

/// y = x w in two halves of K, stored as int8, int16 and int32; its int8 stays on chip as well and
/// is multiplied by w2.
class ProductScene {
public:
  explicit ProductScene(std::uint32_t memory) : x_(memory) {}

  void write(Accelerator& weft) const {
    for (std::uint32_t m = 0; m < kM; ++m)
      for (std::uint32_t k = 0; k < kK; ++k)
        weft.poke(x_ + m * pitchOf(kK) + k, x(m, k));
    for (std::uint32_t k = 0; k < kK; ++k)
      for (std::uint32_t n = 0; n < kN; ++n)
        weft.poke(w() + k * pitchOf(kN) + n, w(k, n));
    for (std::uint32_t n = 0; n < kN; ++n) {
      weft.poke(records() + 8 * n, bias(n));
      weft.poke(records() + 8 * n + 4, scale(n).word);
      for (std::uint32_t c = 0; c < kC; ++c)
        weft.poke(w2() + n * pitchOf(kC) + c, w2(n, c));
    }
  }

  std::vector<Command> commands() const {
    return {load(WEFT_LOAD_DESTINATION_ACTIVATIONS, x_, kM, kK, kM, 0, 0),
            load(WEFT_LOAD_DESTINATION_WEIGHTS, w(), kK, kN, kK, 0, 0),
            load(WEFT_LOAD_DESTINATION_WEIGHTS, w2(), kN, kC, kN, kW2Word, 0),
            load(WEFT_LOAD_DESTINATION_PARAMETERS, records(), 1, 8 * kN, 1, 0, kLoaded),
            matmul(0, kLoaded, 0),
            matmul(1, 0, kSummed),
            store(WEFT_STORE_TYPE_INT8, out8(), kSummed, 0),
            store(WEFT_STORE_TYPE_INT16, out16(), 0, 0),
            store(WEFT_STORE_TYPE_INT32, out32(), 0, 0),
            placed(),
            second(),
            storeSecond()};
  }

  std::uint32_t wrong(const Accelerator& weft) const {
    std::uint32_t wrong = 0;
    for (std::uint32_t m = 0; m < kM; ++m) {
      for (std::uint32_t n = 0; n < kN; ++n) {
        const std::int64_t y = sum(m, n);
        wrong += weft.peek<std::int8_t>(out8() + m * pitchOf(kN) + n) != small(m, n, 8);
        wrong += weft.peek<std::int16_t>(out16() + m * pitchOf(2 * kN) + 2 * n) != small(m, n, 16);
        wrong += weft.peek<std::int32_t>(out32() + m * pitchOf(4 * kN) + 4 * n) !=
                 std::max<std::int64_t>(y, 0);
      }
      for (std::uint32_t c = 0; c < kC; ++c) {
        std::int64_t expected = bias(c);
        for (std::uint32_t n = 0; n < kN; ++n)
          expected += small(m, n, 8) * w2(n, c);
        wrong += weft.peek<std::int32_t>(out2() + m * pitchOf(4 * kC) + 4 * c) != expected;
      }
    }
    return wrong;
  }

  static constexpr std::uint32_t values() { return kM * (3 * kN + kC); }
  std::uint32_t end() const { return out2() + kM * pitchOf(4 * kC); }

private:
  static constexpr std::uint32_t kR = WEFT_ARRAY_ROWS, kC = WEFT_ARRAY_COLUMNS;
  static constexpr std::uint32_t kM = 6, kK = 4 * kR, kN = 2 * (kR > kC ? kR : kC);
  static constexpr std::uint32_t kTilesN = kN / kC, kHalfK = kK / kR / 2; ///< tiles
  static constexpr std::uint32_t kW2Word = kN / kC * kK, kYWord = kK / kR * kM;
  static constexpr std::uint32_t kSumRow = 0, kSecondRow = kTilesN * kM;
  static constexpr std::uint32_t kLoaded = 1, kSummed = 2, kPlaced = 4, kSecond = 8; ///< tokens

  static std::int8_t x(std::uint32_t m, std::uint32_t k) {
    return static_cast<std::int8_t>(37 * m + 11 * k + k * k);
  }
  static std::int8_t w(std::uint32_t k, std::uint32_t n) {
    return static_cast<std::int8_t>((5 * k + 23 * n + k * n) % 255 - 127);
  }
  static std::int8_t w2(std::uint32_t n, std::uint32_t c) {
    return static_cast<std::int8_t>((19 * n + 7 * c) % 255 - 127);
  }
  static std::int32_t bias(std::uint32_t n) { return 1000 - 300 * static_cast<std::int32_t>(n); }
  static reference::Scale scale(std::uint32_t n) {
    return reference::scaleOf(0.001 * (1.0 + 0.1 * n));
  }

  static std::int64_t sum(std::uint32_t m, std::uint32_t n) {
    std::int64_t total = bias(n);
    for (std::uint32_t k = 0; k < kK; ++k)
      total += x(m, k) * w(k, n);
    return total;
  }
  /// The output of `bits` bits after ReLU.
  static std::int64_t small(std::uint32_t m, std::uint32_t n, int bits) {
    const std::int64_t scaled = reference::requantise(sum(m, n), scale(n), 32);
    return reference::saturate(std::max<std::int64_t>(scaled, 0), bits);
  }

  /// `rows` rows of `bytes` bytes; the words of a row lie `wordStep` apart, the rows follow each
  /// other.
  static Command load(std::uint32_t destination, std::uint32_t from, std::uint32_t rows,
                      std::uint32_t bytes, std::uint32_t wordStep, std::uint32_t start,
                      std::uint32_t signal) {
    Command command = COMMAND(LOAD, 0, signal);
    SET(command, LOAD_DESTINATION, destination);
    SET(command, LOAD_OFFSET, from);
    SET(command, LOAD_BYTES, bytes);
    SET(command, LOAD_COUNT1, rows);
    SET(command, LOAD_STRIDE1, pitchOf(bytes));
    SET(command, LOAD_COUNT2, 1);
    SET(command, LOAD_COUNT3, 1);
    SET(command, LOAD_START, start);
    SET(command, LOAD_WORD_STEP, wordStep);
    SET(command, LOAD_STEP1, 1);
    return command;
  }

  static Command product(std::uint32_t kTiles, std::uint32_t nTiles, std::uint32_t wait,
                         std::uint32_t signal) {
    Command command = COMMAND(MATMUL, wait, signal);
    SET(command, MATMUL_ACTIVATION_SIGNED, 1);
    SET(command, MATMUL_WEIGHT_SIGNED, 1);
    SET(command, MATMUL_WEIGHT_BITS, 8);
    SET(command, MATMUL_ROWS, kM);
    SET(command, MATMUL_K_TILES, kTiles);
    SET(command, MATMUL_N_TILES, nTiles);
    SET(command, MATMUL_ACTIVATION_STRIDE, kM);
    SET(command, MATMUL_WEIGHT_K_STRIDE, kR);
    SET(command, MATMUL_ACCUMULATOR_STRIDE, kM);
    return command;
  }

  /// One half of K; the second one is added.
  static Command matmul(std::uint32_t half, std::uint32_t wait, std::uint32_t signal) {
    Command command = product(kHalfK, kTilesN, wait, signal);
    SET(command, MATMUL_ACCUMULATE, half);
    SET(command, MATMUL_ACTIVATION_START, half * kHalfK * kM);
    SET(command, MATMUL_WEIGHT_START, half * kHalfK * kR);
    SET(command, MATMUL_WEIGHT_N_STRIDE, kK);
    SET(command, MATMUL_ACCUMULATOR_START, kSumRow);
    return command;
  }

  static Command block(std::uint32_t type, std::uint32_t columns, std::uint32_t to,
                       std::uint32_t wait, std::uint32_t signal) {
    Command command = COMMAND(STORE, wait, signal);
    SET(command, STORE_TYPE, type);
    SET(command, STORE_OFFSET, to);
    SET(command, STORE_COLUMNS, columns);
    SET(command, STORE_COUNT1, kM);
    SET(command, STORE_STRIDE1, pitchOf(columns << type)); // a type is the logarithm of its bytes
    SET(command, STORE_COUNT2, 1);
    SET(command, STORE_COUNT3, 1);
    SET(command, STORE_ACCUMULATOR_STRIDE, kM);
    return command;
  }

  static Command store(std::uint32_t type, std::uint32_t to, std::uint32_t wait,
                       std::uint32_t signal) {
    Command command = block(type, kN, to, wait, signal);
    SET(command, STORE_ACTIVATION, WEFT_STORE_ACTIVATION_RELU);
    return command;
  }

  /// The int8 rows as activations of the next product; the addresses that it does not write must
  /// be legal all the same.
  Command placed() const {
    Command command = store(WEFT_STORE_TYPE_INT8, out8(), 0, kPlaced);
    SET(command, STORE_DESTINATION, WEFT_STORE_DESTINATION_ACTIVATIONS);
    SET(command, STORE_START, kYWord);
    SET(command, STORE_WORD_STEP, kM);
    return command;
  }

  static Command second() {
    Command command = product(kN / kR, 1, kPlaced, kSecond);
    SET(command, MATMUL_ACTIVATION_START, kYWord);
    SET(command, MATMUL_WEIGHT_START, kW2Word);
    SET(command, MATMUL_ACCUMULATOR_START, kSecondRow);
    return command;
  }

  Command storeSecond() const {
    Command command = block(WEFT_STORE_TYPE_INT32, kC, out2(), kSecond, 0);
    SET(command, STORE_ACCUMULATOR_START, kSecondRow);
    return command;
  }

  std::uint32_t w() const { return x_ + kM * pitchOf(kK); }
  std::uint32_t w2() const { return w() + kK * pitchOf(kN); }
  std::uint32_t records() const { return w2() + kN * pitchOf(kC); }
  std::uint32_t out8() const { return records() + pitchOf(8 * kN); }
  std::uint32_t out16() const { return out8() + kM * pitchOf(kN); }
  std::uint32_t out32() const { return out16() + kM * pitchOf(2 * kN); }
  std::uint32_t out2() const { return out32() + kM * pitchOf(4 * kN); }

  std::uint32_t x_; ///< where everything begins
};
