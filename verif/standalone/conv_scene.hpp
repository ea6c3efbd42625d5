// conv_scene.hpp: A padded convolution, pooled and added to bytes, and what it must give.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "driver.hpp"
#include "reference.hpp"

/// y = ReLU of a 3 x 3 convolution of `kLines` x `kColumns` pixels with a padding of 1: a product
/// of activation words that LOAD finds in the image, one command for each place of the kernel. POOL
/// keeps the largest of 3 x 3 outputs in steps of 2, POST adds int8 values to them.
class ConvScene {
public:
  explicit ConvScene(std::uint32_t memory) : image_(memory) {}

  void write(Accelerator& weft) const {
    for (std::uint32_t p = 0; p < kPixels; ++p)
      for (std::uint32_t r = 0; r < kR; ++r)
        weft.poke(image_ + p * kPixelPitch + r, pixel(p, r));
    for (std::uint32_t k = 0; k < kPlaces * kR; ++k)
      for (std::uint32_t c = 0; c < kC; ++c)
        weft.poke(weights() + k * kRowPitch + c, weight(k, c));
    for (std::uint32_t c = 0; c < kC; ++c) {
      weft.poke(records() + 8 * c, bias(c));
      weft.poke(records() + 8 * c + 4, reference::scaleOf(kScale).word);
      for (std::uint32_t i = 0; i < kPooled; ++i)
        weft.poke(residual() + i * kRowPitch + c, added(i, c));
    }
  }

  std::vector<Command> commands() const {
    std::vector<Command> commands;
    for (std::uint32_t place = 0; place < kPlaces; ++place)
      commands.push_back(loadPlace(place));
    for (const Command& command : {loadWeights(), loadRecords(), product(), pool(), add()})
      commands.push_back(command);
    return commands;
  }

  std::uint32_t wrong(const Accelerator& weft) const {
    std::uint32_t wrong = 0;
    for (std::uint32_t i = 0; i < kPooled; ++i)
      for (std::uint32_t c = 0; c < kC; ++c) {
        const std::int64_t largest = pooled(i, c);
        const std::int64_t sum = largest * reference::scaleOf(kScaleA).factor() +
                                 added(i, c) * reference::scaleOf(kScaleResidual).factor();
        const std::int64_t t =
            std::max<std::int64_t>(reference::saturate(reference::roundShift(sum, 24), 16), 0);
        const std::int64_t y8 = reference::saturate(
            reference::roundShift(t * reference::scaleOf(kScale8).factor(), 24), 8);
        wrong += weft.peek<std::int8_t>(out() + i * kRowPitch + c) != largest;
        wrong += weft.peek<std::int8_t>(total() + i * kRowPitch + c) != y8;
      }
    return wrong;
  }

  static constexpr std::uint32_t values() { return 2 * kPooled * kC; }
  std::uint32_t end() const { return total() + kPooled * kRowPitch; }

private:
  static constexpr std::uint32_t kR = WEFT_ARRAY_ROWS, kC = WEFT_ARRAY_COLUMNS;
  static constexpr std::uint32_t kLines = 5, kColumns = 6, kPixels = kLines * kColumns;
  static constexpr std::uint32_t kKernel = 3, kPlaces = kKernel * kKernel;
  static constexpr std::uint32_t kPooledLines = 3, kPooledColumns = 3,
                                 kPooled = kPooledLines * kPooledColumns;
  static constexpr std::uint32_t kPixelPitch = pitchOf(kR), kRowPitch = pitchOf(kC);
  static constexpr std::uint32_t kFirstWord = 256, kFirstRow = 256, kFirstRecord = 32;
  static constexpr std::uint32_t kLoaded = 16, kSummed = 32, kStored = 64; ///< tokens
  static constexpr double kScale = 0.0005, kScaleA = 2.5, kScaleResidual = 3.1, kScale8 = 0.3;

  static std::int8_t pixel(std::uint32_t p, std::uint32_t r) {
    return static_cast<std::int8_t>(41 * p + 13 * r + p * r);
  }
  static std::int8_t weight(std::uint32_t k, std::uint32_t c) {
    return static_cast<std::int8_t>((29 * k + 17 * c + k * c) % 255 - 127);
  }
  static std::int32_t bias(std::uint32_t c) { return 9000 - 7000 * static_cast<std::int32_t>(c); }
  static std::int8_t added(std::uint32_t i, std::uint32_t c) {
    return static_cast<std::int8_t>(53 * i + 31 * c);
  }

  /// The output of the convolution at a pixel.
  static std::int64_t output(std::uint32_t line, std::uint32_t column, std::uint32_t c) {
    std::int64_t sum = bias(c);
    for (std::uint32_t place = 0; place < kPlaces; ++place) {
      const std::uint32_t y = line + place / kKernel - 1, x = column + place % kKernel - 1;
      for (std::uint32_t r = 0; r < kR && y < kLines && x < kColumns; ++r)
        sum += pixel(y * kColumns + x, r) * weight(place * kR + r, c);
    }
    const std::int64_t scaled = reference::requantise(sum, reference::scaleOf(kScale), 32);
    return reference::saturate(std::max<std::int64_t>(scaled, 0), 8);
  }

  static std::int64_t pooled(std::uint32_t i, std::uint32_t c) {
    const std::uint32_t top = 2 * (i / kPooledColumns), left = 2 * (i % kPooledColumns);
    std::int64_t largest = -128;
    for (std::uint32_t y = top == 0 ? 0 : top - 1; y < std::min(top + 2, kLines); ++y)
      for (std::uint32_t x = left == 0 ? 0 : left - 1; x < std::min(left + 2, kColumns); ++x)
        largest = std::max(largest, output(y, x, c));
    return largest;
  }

  /// What the kernel's place sees: the image, moved by up to a line and a column, zeros beyond it.
  Command loadPlace(std::uint32_t place) const {
    const std::uint32_t down = place / kKernel - 1, right = place % kKernel - 1; // modulo 2^32
    Command command = COMMAND(LOAD, 0, 0);
    SET(command, LOAD_DESTINATION, WEFT_LOAD_DESTINATION_ACTIVATIONS);
    SET(command, LOAD_OFFSET, image_ + (down * kColumns + right) * kPixelPitch);
    SET(command, LOAD_BYTES, kR);
    SET(command, LOAD_COUNT1, kColumns);
    SET(command, LOAD_STRIDE1, kPixelPitch);
    SET(command, LOAD_COUNT2, kLines);
    SET(command, LOAD_STRIDE2, kColumns * kPixelPitch);
    SET(command, LOAD_COUNT3, 1);
    SET(command, LOAD_START, kFirstWord + place * kPixels);
    SET(command, LOAD_STEP1, 1);
    SET(command, LOAD_STEP2, kColumns);
    SET(command, LOAD_ZERO_FIRST1, place % kKernel == 0);
    SET(command, LOAD_ZERO_LAST1, place % kKernel == kKernel - 1);
    SET(command, LOAD_ZERO_FIRST2, place / kKernel == 0);
    SET(command, LOAD_ZERO_LAST2, place / kKernel == kKernel - 1);
    return command;
  }

  static Command loadRows(std::uint32_t destination, std::uint32_t from, std::uint32_t rows,
                          std::uint32_t bytes, std::uint32_t start, std::uint32_t signal) {
    Command command = COMMAND(LOAD, 0, signal);
    SET(command, LOAD_DESTINATION, destination);
    SET(command, LOAD_OFFSET, from);
    SET(command, LOAD_BYTES, bytes);
    SET(command, LOAD_COUNT1, rows);
    SET(command, LOAD_STRIDE1, pitchOf(bytes));
    SET(command, LOAD_COUNT2, 1);
    SET(command, LOAD_COUNT3, 1);
    SET(command, LOAD_START, start);
    SET(command, LOAD_STEP1, 1);
    return command;
  }
  Command loadWeights() const {
    return loadRows(WEFT_LOAD_DESTINATION_WEIGHTS, weights(), kPlaces * kR, kC, kFirstWord, 0);
  }
  Command loadRecords() const {
    return loadRows(WEFT_LOAD_DESTINATION_PARAMETERS, records(), 1, 8 * kC, kFirstRecord, kLoaded);
  }

  static Command product() {
    Command command = COMMAND(MATMUL, kLoaded, kSummed);
    SET(command, MATMUL_ACTIVATION_SIGNED, 1);
    SET(command, MATMUL_WEIGHT_SIGNED, 1);
    SET(command, MATMUL_WEIGHT_BITS, 8);
    SET(command, MATMUL_ROWS, kPixels);
    SET(command, MATMUL_K_TILES, kPlaces);
    SET(command, MATMUL_N_TILES, 1);
    SET(command, MATMUL_ACTIVATION_START, kFirstWord);
    SET(command, MATMUL_ACTIVATION_STRIDE, kPixels);
    SET(command, MATMUL_WEIGHT_START, kFirstWord);
    SET(command, MATMUL_WEIGHT_K_STRIDE, kR);
    SET(command, MATMUL_ACCUMULATOR_START, kFirstRow);
    return command;
  }

  Command pool() const {
    Command command = COMMAND(POOL, kSummed, kStored);
    SET(command, POOL_ACTIVATION, WEFT_POOL_ACTIVATION_RELU);
    SET(command, POOL_OFFSET, out());
    SET(command, POOL_COLUMNS, kC);
    SET(command, POOL_COUNT1, kPooledColumns);
    SET(command, POOL_STRIDE1, kRowPitch);
    SET(command, POOL_COUNT2, kPooledLines);
    SET(command, POOL_STRIDE2, kPooledColumns * kRowPitch);
    SET(command, POOL_COUNT3, 1);
    SET(command, POOL_ACCUMULATOR_START, kFirstRow);
    SET(command, POOL_PARAMETER_START, kFirstRecord);
    SET(command, POOL_SOURCE_ROWS, kLines);
    SET(command, POOL_SOURCE_COLUMNS, kColumns);
    SET(command, POOL_WINDOW, 3);
    SET(command, POOL_PAD_TOP, 1);
    SET(command, POOL_PAD_LEFT, 1);
    return command;
  }

  Command add() const {
    Command command = COMMAND(POST, kStored, 0);
    SET(command, POST_A_OFFSET, out());
    SET(command, POST_RESIDUAL_OFFSET, residual());
    SET(command, POST_OUT8_OFFSET, total());
    SET(command, POST_A_PITCH, kRowPitch);
    SET(command, POST_RESIDUAL_PITCH, kRowPitch);
    SET(command, POST_OUT8_PITCH, kRowPitch);
    SET(command, POST_ROWS, kPooled);
    SET(command, POST_COLUMNS, kC);
    SET(command, POST_RESIDUAL, 1);
    SET(command, POST_WRITE8, 1);
    SET(command, POST_A8, 1);
    SET(command, POST_RESIDUAL8, 1);
    SET(command, POST_RELU, 1);
    SET(command, POST_SCALE_A, reference::scaleOf(kScaleA).word);
    SET(command, POST_SCALE_RESIDUAL, reference::scaleOf(kScaleResidual).word);
    SET(command, POST_SCALE8, reference::scaleOf(kScale8).word);
    return command;
  }

  std::uint32_t weights() const { return image_ + kPixels * kPixelPitch; }
  std::uint32_t records() const { return weights() + kPlaces * kR * kRowPitch; }
  std::uint32_t residual() const { return records() + pitchOf(8 * kC); }
  std::uint32_t out() const { return residual() + kPooled * kRowPitch; }
  std::uint32_t total() const { return out() + kPooled * kRowPitch; }

  std::uint32_t image_; ///< where everything begins
};
