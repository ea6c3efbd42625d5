// convolve_scene.hpp: A convolution of an image in the scratchpad, and what it must give.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "driver.hpp"

/// Results of a padded 3 x 3 kernel, two lines and pixels apart, of an image of `kR` channels, for
/// `kC` filters, with their bias: as many commands as it takes to have all channels, since kernel
/// rows take `kKernel` rows of the array for each.
class ConvolveScene {
public:
  explicit ConvolveScene(std::uint32_t memory) : image_(memory) {}

  void write(Accelerator& weft) const {
    for (std::uint32_t p = 0; p < kLines * kColumns; ++p)
      for (std::uint32_t channel = 0; channel < kR; ++channel)
        weft.poke(image_ + p * kPixelPitch + channel, pixel(p, channel));
    for (std::uint32_t word = 0; word < kParts * kPartWords; ++word)
      for (std::uint32_t c = 0; c < kC; ++c)
        weft.poke(weights() + word * kFilterPitch + c, packed(word, c));
    for (std::uint32_t c = 0; c < kC; ++c)
      weft.poke(records() + 8 * c, bias(c));
  }

  std::vector<Command> commands() const {
    std::vector<Command> commands = {
        loadImage(), loadRows(WEFT_LOAD_DESTINATION_WEIGHTS, weights(), kParts * kPartWords, kC, 0),
        loadRows(WEFT_LOAD_DESTINATION_PARAMETERS, records(), 1, 8 * kC, kLoaded)};
    for (std::uint32_t part = 0; part < kParts; ++part)
      commands.push_back(convolve(part));
    commands.push_back(store());
    return commands;
  }

  std::uint32_t wrong(const Accelerator& weft) const {
    std::uint32_t wrong = 0;
    for (std::uint32_t i = 0; i < kResultLines * kResultColumns; ++i)
      for (std::uint32_t c = 0; c < kC; ++c)
        wrong += weft.peek<std::int32_t>(out() + i * kResultPitch + 4 * c) !=
                 result(i / kResultColumns, i % kResultColumns, c);
    return wrong;
  }

  static constexpr std::uint32_t values() { return kResultLines * kResultColumns * kC; }

private:
  static constexpr std::uint32_t kR = WEFT_ARRAY_ROWS, kC = WEFT_ARRAY_COLUMNS;
  static constexpr std::uint32_t kKernel = 3, kStep = 2, kPad = 1;
  static constexpr std::uint32_t kLines = 2 * kC + 3, kColumns = 6;
  static constexpr std::uint32_t kPaddedLines = kLines + 2 * kPad,
                                 kPaddedColumns = kColumns + 2 * kPad;
  static constexpr std::uint32_t kResultLines = (kPaddedLines - kKernel) / kStep + 1,
                                 kResultColumns = (kPaddedColumns - kKernel) / kStep + 1;
  static constexpr std::uint32_t kChannels = kR / kKernel; ///< of a command
  static constexpr std::uint32_t kParts = (kR + kChannels - 1) / kChannels;
  static constexpr std::uint32_t kPartWords = kKernel * kR; ///< of weights
  static constexpr std::uint32_t kPixelPitch = pitchOf(kR), kFilterPitch = pitchOf(kC),
                                 kResultPitch = pitchOf(4 * kC);
  static constexpr std::uint32_t kLoaded = 1, kSummed = 2; ///< tokens

  static std::int8_t pixel(std::uint32_t p, std::uint32_t channel) {
    return static_cast<std::int8_t>(43 * p + 11 * channel + p * channel);
  }
  static std::int8_t weight(std::uint32_t r, std::uint32_t s, std::uint32_t channel,
                            std::uint32_t c) {
    const std::uint32_t k = (r * kKernel + s) * kR + channel;
    return static_cast<std::int8_t>((31 * k + 19 * c + k * c) % 255 - 127);
  }
  static std::int32_t bias(std::uint32_t c) { return 500 - 900 * static_cast<std::int32_t>(c); }

  /// Weight word: a part, a tap, a row of the array. Rows without a channel are zeros.
  static std::int8_t packed(std::uint32_t word, std::uint32_t c) {
    const std::uint32_t tap = word % kPartWords / kR, row = word % kR;
    const std::uint32_t channel = word / kPartWords * kChannels + row / kKernel;
    if (row / kKernel >= kChannels || channel >= kR)
      return 0;
    return weight(row % kKernel, tap, channel, c);
  }

  static std::int64_t result(std::uint32_t line, std::uint32_t column, std::uint32_t c) {
    std::int64_t sum = bias(c);
    for (std::uint32_t r = 0; r < kKernel; ++r)
      for (std::uint32_t s = 0; s < kKernel; ++s) {
        const std::uint32_t y = line * kStep + r - kPad, x = column * kStep + s - kPad;
        for (std::uint32_t channel = 0; channel < kR && y < kLines && x < kColumns; ++channel)
          sum += pixel(y * kColumns + x, channel) * weight(r, s, channel, c);
      }
    return sum;
  }

  /// A word a pixel, line by line, zeros around.
  Command loadImage() const {
    Command command = COMMAND(LOAD, 0, 0);
    SET(command, LOAD_DESTINATION, WEFT_LOAD_DESTINATION_ACTIVATIONS);
    SET(command, LOAD_OFFSET, image_ - (kPad * kColumns + kPad) * kPixelPitch);
    SET(command, LOAD_BYTES, kR);
    SET(command, LOAD_COUNT1, kPaddedColumns);
    SET(command, LOAD_STRIDE1, kPixelPitch);
    SET(command, LOAD_COUNT2, kPaddedLines);
    SET(command, LOAD_STRIDE2, kColumns * kPixelPitch);
    SET(command, LOAD_COUNT3, 1);
    SET(command, LOAD_STEP1, 1);
    SET(command, LOAD_STEP2, kPaddedColumns);
    SET(command, LOAD_ZERO_FIRST1, kPad);
    SET(command, LOAD_ZERO_LAST1, kPad);
    SET(command, LOAD_ZERO_FIRST2, kPad);
    SET(command, LOAD_ZERO_LAST2, kPad);
    return command;
  }

  static Command loadRows(std::uint32_t destination, std::uint32_t from, std::uint32_t rows,
                          std::uint32_t bytes, std::uint32_t signal) {
    Command command = COMMAND(LOAD, 0, signal);
    SET(command, LOAD_DESTINATION, destination);
    SET(command, LOAD_OFFSET, from);
    SET(command, LOAD_BYTES, bytes);
    SET(command, LOAD_COUNT1, rows);
    SET(command, LOAD_STRIDE1, pitchOf(bytes));
    SET(command, LOAD_COUNT2, 1);
    SET(command, LOAD_COUNT3, 1);
    SET(command, LOAD_STEP1, 1);
    return command;
  }

  static Command convolve(std::uint32_t part) {
    Command command = COMMAND(CONVOLVE, part == 0 ? kLoaded : 0, part + 1 == kParts ? kSummed : 0);
    SET(command, CONVOLVE_ACCUMULATE, part > 0);
    SET(command, CONVOLVE_LINES, kResultLines);
    SET(command, CONVOLVE_COLUMNS, kResultColumns);
    SET(command, CONVOLVE_K_TILES, 1);
    SET(command, CONVOLVE_N_TILES, 1);
    SET(command, CONVOLVE_WEIGHT_START, part * kPartWords);
    SET(command, CONVOLVE_KERNEL_ROWS, kKernel);
    SET(command, CONVOLVE_TAPS, kKernel);
    SET(command, CONVOLVE_STEP, kStep);
    SET(command, CONVOLVE_FIRST_CHANNEL, part * kChannels);
    SET(command, CONVOLVE_LINE_WORDS, kPaddedColumns);
    return command;
  }

  Command store() const {
    Command command = COMMAND(STORE, kSummed, 0);
    SET(command, STORE_TYPE, WEFT_STORE_TYPE_INT32);
    SET(command, STORE_OFFSET, out());
    SET(command, STORE_COLUMNS, kC);
    SET(command, STORE_COUNT1, kResultLines * kResultColumns);
    SET(command, STORE_STRIDE1, kResultPitch);
    SET(command, STORE_COUNT2, 1);
    SET(command, STORE_COUNT3, 1);
    return command;
  }

  std::uint32_t weights() const { return image_ + kLines * kColumns * kPixelPitch; }
  std::uint32_t records() const { return weights() + kParts * kPartWords * kFilterPitch; }
  std::uint32_t out() const { return records() + pitchOf(8 * kC); }

  std::uint32_t image_; ///< where everything begins
};
