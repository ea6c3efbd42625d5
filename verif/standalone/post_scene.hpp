// post_scene.hpp: POST, and what it must give.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rows_scene.hpp"

/// a + residual of `kRows` rows of `kD` values, normalised or not, as int16 and as int8.
class PostScene {
public:
  PostScene(std::uint32_t memory, bool normalise, bool ibert)
      : a_(memory), normalise_(normalise), ibert_(ibert) {}

  void write(Accelerator& weft) const {
    for (std::uint32_t i = 0; i < kRows; ++i)
      for (std::uint32_t c = 0; c < kD; ++c) {
        weft.poke(a_ + i * kPitch16 + 2 * c, a(i, c));
        weft.poke(residual() + i * kPitch16 + 2 * c, residual(i, c));
      }
    for (std::uint32_t c = 0; c < kD; ++c) {
      weft.poke(table() + 4 * c, gamma(c));
      weft.poke(table() + 4 * c + 2, beta(c));
    }
  }

  Command command() const {
    Command command = COMMAND(POST, 0, 0);
    SET(command, POST_A_OFFSET, a_);
    SET(command, POST_RESIDUAL_OFFSET, residual());
    SET(command, POST_OUT16_OFFSET, out16());
    SET(command, POST_OUT8_OFFSET, out8());
    SET(command, POST_A_PITCH, kPitch16);
    SET(command, POST_RESIDUAL_PITCH, kPitch16);
    SET(command, POST_OUT16_PITCH, kPitch16);
    SET(command, POST_OUT8_PITCH, pitchOf(kD));
    SET(command, POST_ROWS, kRows);
    SET(command, POST_COLUMNS, kD);
    SET(command, POST_RESIDUAL, 1);
    SET(command, POST_NORMALISE, normalise_);
    SET(command, POST_WRITE16, 1);
    SET(command, POST_WRITE8, 1);
    SET(command, POST_GAMMA_BETA_OFFSET, table());
    SET(command, POST_SCALE_A, reference::scaleOf(kScaleA).word);
    SET(command, POST_SCALE_RESIDUAL, reference::scaleOf(kScaleResidual).word);
    SET(command, POST_EPSILON_LOW, kEpsilon);
    SET(command, POST_EPSILON_HIGH, kEpsilon >> 32);
    SET(command, POST_GAMMA_SHIFT, kGammaShift);
    SET(command, POST_SCALE8, reference::scaleOf(kScale8).word);
    return command;
  }

  std::uint32_t wrong(const Accelerator& weft) const {
    std::uint32_t wrong = 0;
    for (std::uint32_t i = 0; i < kRows; ++i) {
      const std::vector<std::int64_t> y = row(i);
      for (std::uint32_t c = 0; c < kD; ++c) {
        const std::int64_t y8 = reference::saturate(
            reference::roundShift(y[c] * reference::scaleOf(kScale8).factor(), 24), 8);
        wrong += weft.peek<std::int16_t>(out16() + i * kPitch16 + 2 * c) != y[c];
        wrong += weft.peek<std::int8_t>(out8() + i * pitchOf(kD) + c) != y8;
      }
    }
    return wrong;
  }

  static constexpr std::uint32_t values() { return 2 * kRows * kD; }
  std::uint32_t end() const { return out8() + kRows * pitchOf(kD); }

private:
  static constexpr std::uint32_t kRows = 4, kD = 27, kPitch16 = pitchOf(2 * kD), kGammaShift = 5;
  static constexpr double kScaleA = 0.8, kScaleResidual = 1.3, kScale8 = 0.02;
  static constexpr std::uint64_t kEpsilon = (std::uint64_t{3} << 32) + 12345;

  static std::int16_t a(std::uint32_t i, std::uint32_t c) {
    return static_cast<std::int16_t>(noise(50 * i + c) % 6000);
  }
  static std::int16_t residual(std::uint32_t i, std::uint32_t c) {
    return static_cast<std::int16_t>(noise(7000 + 50 * i + c) % 9000 - 5000);
  }
  static std::int16_t gamma(std::uint32_t c) {
    return static_cast<std::int16_t>(noise(90 + c) % 40000 - 8000);
  }
  static std::int16_t beta(std::uint32_t c) {
    return static_cast<std::int16_t>(noise(900 + c) % 2000 - 1000);
  }

  std::vector<std::int64_t> row(std::uint32_t i) const {
    std::vector<std::int64_t> t, gammas, betas;
    for (std::uint32_t c = 0; c < kD; ++c) {
      const std::int64_t sum = a(i, c) * reference::scaleOf(kScaleA).factor() +
                               residual(i, c) * reference::scaleOf(kScaleResidual).factor();
      t.push_back(reference::saturate(reference::roundShift(sum, 24), 16));
      gammas.push_back(gamma(c));
      betas.push_back(beta(c));
    }
    return normalise_ ? reference::normalised(t, gammas, betas, kEpsilon, kGammaShift, ibert_) : t;
  }

  std::uint32_t residual() const { return a_ + kRows * kPitch16; }
  std::uint32_t table() const { return residual() + kRows * kPitch16; }
  std::uint32_t out16() const { return table() + pitchOf(4 * kD); }
  std::uint32_t out8() const { return out16() + kRows * kPitch16; }

  std::uint32_t a_; ///< where everything begins
  bool normalise_, ibert_;
};
