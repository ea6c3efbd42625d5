// softmax_vectors.cpp: Chunks of sixteen interleaved rows for four lanes.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/softmax_model.hpp"
#include "gen/num/random.hpp"
#include "verif/icarus/vector_file.hpp"

#include <array>

namespace {

using namespace weft;

constexpr std::size_t kRowCount = 16;
constexpr std::size_t kChunkKeys = 16; ///< of the bench, whatever the default is
constexpr int kRounds = 30;

/// One chunk of one row through the model, into both files.
void writeChunk(num::Random& random, VectorFiles& files, num::Scale scale, unsigned row,
                SoftmaxRow& state, bool first) {
  std::array<std::int32_t, kChunkKeys> scores{};
  for (std::int32_t& score : scores)
    score = static_cast<std::int32_t>(random.uniform(-4000, 4000));
  const auto visible = static_cast<unsigned>(random.uniform(1, kChunkKeys));
  const auto tag = static_cast<unsigned>(random.below(4));
  const SoftmaxChunk chunk = softmaxChunk(std::span(scores).first(visible), scale,
                                          exponentTable(num::Nonlinear::accurate));
  const Alignment shifts = state.add(chunk);
  files.input(
      Item()
          .add(static_cast<std::uint64_t>(scale.multiplier() >> num::kDroppedMultiplierBits), 17)
          .add(static_cast<std::uint64_t>(scale.shift() - num::kDroppedMultiplierBits), 6)
          .addAll(scores, 32)
          .add(visible, 5)
          .add(first, 1)
          .add(row, 4)
          .add(tag, 2));
  files.output(Item()
                   .addAll(std::span(chunk.p).first<kChunkKeys>(), 8)
                   .add(static_cast<std::uint64_t>(chunk.exponent), 16)
                   .add(static_cast<std::uint64_t>(shifts.row), 6)
                   .add(static_cast<std::uint64_t>(shifts.chunk), 6)
                   .add(row, 4)
                   .add(tag, 2)
                   .add(static_cast<std::uint64_t>(state.exponent()), 16)
                   .add(state.sum(), 32)
                   .add(row, 4)
                   .add(tag, 2));
}

void writeVectors(VectorFiles& files) {
  num::Random random(23);
  const num::Scale scale = num::Scale::make((1u << 25) + 12345, 33);
  std::array<SoftmaxRow, kRowCount> rows{};
  for (int round = 0; round < kRounds; ++round)
    for (unsigned row = 0; row < kRowCount; ++row) {
      const bool first = round == 0 || random.chance(20);
      if (first)
        rows[row] = {};
      writeChunk(random, files, scale, row, rows[row], first);
    }
}

} // namespace

int main(int, char** arguments) { return runWriter(arguments[1], writeVectors); }
