// rows_scene.hpp: ATTENTION, SOFTMAX and POST, and what they must give.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "driver.hpp"
#include "reference.hpp"

/// Numbers that look random: the same for every run.
inline std::uint32_t noise(std::uint32_t seed) {
  seed = (seed ^ 61U ^ seed >> 16) * 9U;
  seed = (seed ^ seed >> 4) * 0x27d4eb2dU;
  return seed ^ seed >> 15;
}

/// Two heads of `kL` queries over `kS` keys; the length of the keys comes from SCALAR1.
class AttentionScene {
public:
  AttentionScene(std::uint32_t memory, std::uint32_t mask, bool ibert)
      : q_(memory), mask_(mask), ibert_(ibert) {}

  void write(Accelerator& weft) const {
    weft.writeRegister(WEFT_REG_SCALAR1, kS);
    for (std::uint32_t i = 0; i < (kL + 2 * kS) * kPitch; ++i)
      weft.poke(q_ + i, static_cast<std::int8_t>(noise(q_ + i)));
  }

  Command command() const {
    Command command = COMMAND(ATTENTION, 0, 0);
    SET(command, ATTENTION_Q_OFFSET, q_);
    SET(command, ATTENTION_K_OFFSET, k());
    SET(command, ATTENTION_V_OFFSET, v());
    SET(command, ATTENTION_OUT_OFFSET, out());
    SET(command, ATTENTION_Q_PITCH, kPitch);
    SET(command, ATTENTION_KV_PITCH, kPitch);
    SET(command, ATTENTION_OUT_PITCH, kPitch);
    SET(command, ATTENTION_QUERIES, kL);
    SET(command, ATTENTION_KEYS, 1);
    SET(command, ATTENTION_KEYS_SCALAR, WEFT_ATTENTION_KEYS_SCALAR_SCALAR1);
    SET(command, ATTENTION_HEAD_SIZE, kD);
    SET(command, ATTENTION_HEADS, kHeads);
    SET(command, ATTENTION_MASK, mask_);
    SET(command, ATTENTION_VALID, kValid);
    SET(command, ATTENTION_SCORE_SCALE, reference::scaleOf(kScoreScale).word);
    SET(command, ATTENTION_OUTPUT_SCALE, reference::scaleOf(kOutputScale).word);
    SET(command, ATTENTION_Q_HEAD_STRIDE, kHeadBytes);
    SET(command, ATTENTION_KV_HEAD_STRIDE, kHeadBytes);
    SET(command, ATTENTION_OUT_HEAD_STRIDE, kHeadBytes);
    SET(command, ATTENTION_QUERY_HEADS_PER_KV_HEAD, 1);
    return command;
  }

  std::uint32_t wrong(const Accelerator& weft) const {
    std::uint32_t wrong = 0;
    for (std::uint32_t h = 0; h < kHeads; ++h)
      for (std::uint32_t i = 0; i < kL; ++i) {
        const std::vector<std::int64_t> expected = row(weft, h, i);
        for (std::uint32_t d = 0; d < kD; ++d)
          wrong += at(weft, out(), h, i, d) != expected[d];
      }
    return wrong;
  }

  static constexpr std::uint32_t values() { return kHeads * kL * kD; }
  std::uint32_t end() const { return out() + kL * kPitch; }

private:
  static constexpr std::uint32_t kL = 7, kS = 37, kD = 11, kHeads = 2, kValid = 21,
                                 kChunk = WEFT_ATTENTION_CHUNK_KEYS;
  static constexpr std::uint32_t kHeadBytes = pitchOf(kD), kPitch = kHeads * kHeadBytes;
  static constexpr double kScoreScale = 0.05, kOutputScale = 1.7;

  std::uint32_t visible(std::uint32_t query) const {
    switch (mask_) {
    case WEFT_ATTENTION_MASK_CAUSAL:
      return kS - kL + query + 1;
    case WEFT_ATTENTION_MASK_PADDING:
      return kValid;
    default:
      return kS;
    }
  }

  static std::int64_t at(const Accelerator& weft, std::uint32_t tensor, std::uint32_t head,
                         std::uint32_t row, std::uint32_t d) {
    return weft.peek<std::int8_t>(tensor + head * kHeadBytes + row * kPitch + d);
  }

  std::vector<std::int64_t> row(const Accelerator& weft, std::uint32_t h, std::uint32_t i) const {
    const auto score = [&](std::uint32_t j) {
      std::int64_t sum = 0;
      for (std::uint32_t d = 0; d < kD; ++d)
        sum += at(weft, q_, h, i, d) * at(weft, k(), h, j, d);
      return sum;
    };
    return reference::attentionRow(
        {reference::scaleOf(kScoreScale), ibert_}, reference::scaleOf(kOutputScale), visible(i),
        kChunk, kD, score,
        [&](std::uint32_t j, std::uint32_t d) { return at(weft, v(), h, j, d); });
  }

  std::uint32_t k() const { return q_ + kL * kPitch; }
  std::uint32_t v() const { return k() + kS * kPitch; }
  std::uint32_t out() const { return v() + kS * kPitch; }

  std::uint32_t q_; ///< where everything begins
  std::uint32_t mask_;
  bool ibert_;
};

/// `kRows` rows of `kS` scores.
class SoftmaxScene {
public:
  SoftmaxScene(std::uint32_t memory, bool ibert) : scores_(memory), ibert_(ibert) {}

  void write(Accelerator& weft) const {
    for (std::uint32_t i = 0; i < kRows; ++i)
      for (std::uint32_t j = 0; j < kS; ++j)
        weft.poke(scores_ + i * pitchOf(4 * kS) + 4 * j, score(i, j));
  }

  Command command() const {
    Command command = COMMAND(SOFTMAX, 0, 0);
    SET(command, SOFTMAX_SCORES_OFFSET, scores_);
    SET(command, SOFTMAX_P_OFFSET, p());
    SET(command, SOFTMAX_EXPONENTS_OFFSET, exponents());
    SET(command, SOFTMAX_SUMS_OFFSET, sums());
    SET(command, SOFTMAX_SCORES_PITCH, pitchOf(4 * kS));
    SET(command, SOFTMAX_P_PITCH, pitchOf(kS));
    SET(command, SOFTMAX_EXPONENTS_PITCH, pitchOf(2 * kChunks));
    SET(command, SOFTMAX_SUMS_PITCH, pitchOf(8));
    SET(command, SOFTMAX_ROWS, kRows);
    SET(command, SOFTMAX_COLUMNS, kS);
    SET(command, SOFTMAX_SCORE_SCALE, reference::scaleOf(kScoreScale).word);
    return command;
  }

  std::uint32_t wrong(const Accelerator& weft) const {
    const reference::Softmax softmax(reference::scaleOf(kScoreScale), ibert_);
    std::uint32_t wrong = 0;
    for (std::uint32_t i = 0; i < kRows; ++i) {
      reference::Row row;
      for (std::uint32_t t = 0; t < kChunks; ++t) {
        std::vector<std::int64_t> scores;
        for (std::uint32_t j = t * kChunk; j < std::min(kS, (t + 1) * kChunk); ++j)
          scores.push_back(score(i, j));
        const reference::Chunk chunk = softmax.chunkOf(scores);
        row.add(chunk);
        for (std::uint32_t j = 0; j < scores.size(); ++j)
          wrong += weft.peek<std::uint8_t>(p() + i * pitchOf(kS) + t * kChunk + j) != chunk.p[j];
        wrong += weft.peek<std::int16_t>(exponents() + i * pitchOf(2 * kChunks) + 2 * t) !=
                 chunk.exponent;
      }
      wrong += weft.peek<std::uint32_t>(sums() + i * pitchOf(8)) != row.sum;
      wrong += weft.peek<std::int16_t>(sums() + i * pitchOf(8) + 4) != row.exponent;
      wrong += weft.peek<std::int16_t>(sums() + i * pitchOf(8) + 6) != 0;
    }
    return wrong;
  }

  static constexpr std::uint32_t values() { return kRows * (kS + kChunks + 3); }
  std::uint32_t end() const { return sums() + kRows * pitchOf(8); }

private:
  static constexpr std::uint32_t kRows = 3, kS = 45, kChunk = WEFT_ATTENTION_CHUNK_KEYS,
                                 kChunks = (kS + kChunk - 1) / kChunk;
  static constexpr double kScoreScale = 1.0 / (1 << 20);

  static std::int32_t score(std::uint32_t i, std::uint32_t j) {
    return static_cast<std::int32_t>(noise(1000 * i + j));
  }

  std::uint32_t p() const { return scores_ + kRows * pitchOf(4 * kS); }
  std::uint32_t exponents() const { return p() + kRows * pitchOf(kS); }
  std::uint32_t sums() const { return exponents() + kRows * pitchOf(2 * kChunks); }

  std::uint32_t scores_; ///< where everything begins
  bool ibert_;
};
