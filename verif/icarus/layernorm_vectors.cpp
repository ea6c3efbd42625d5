// layernorm_vectors.cpp: Positive parts of rows with a residual through LayerNorm, four lanes.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/layernorm/layernorm_model.hpp"
#include "gen/num/random.hpp"
#include "verif/icarus/vector_file.hpp"

#include <span>

namespace {

using namespace weft;
using Row = std::vector<std::int16_t>;

constexpr std::size_t kLanes = 4, kColumns = 32;
constexpr int kRowCount = 60;

Row randomRow(num::Random& random, int spread) {
  Row row(kColumns);
  for (std::int16_t& value : row)
    value = static_cast<std::int16_t>(random.normal(spread, 0, -32768, 32767));
  return row;
}

/// An input item: the table's half word or a word of the rows, and the command's fields.
Item inputItem(bool isTable, std::uint64_t low, std::uint64_t high, const PostParameters& p) {
  return Item()
      .add(isTable, 1)
      .add(low, 64)
      .add(high, 64)
      .add(kColumns, 13)
      .add(p.normalise, 1)
      .add(p.relu, 1)
      .add(postFactor(p.scaleA), 26)
      .add(postFactor(p.scaleResidual), 26)
      .add(postFactor(p.scale8), 26)
      .add(p.epsilonTerm, 55)
      .add(static_cast<std::uint64_t>(p.gammaShift), 3);
}

/// Four int16 values as one word.
std::uint64_t wordOf(const Row& row, std::size_t column) {
  std::uint64_t word = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    word |= std::uint64_t{static_cast<std::uint16_t>(row[column + lane])} << (16 * lane);
  return word;
}

void writeRow(num::Random& random, VectorFiles& files, const std::vector<std::uint32_t>& gammaBeta,
              const PostParameters& parameters) {
  const int spread = 1 << random.below(15);
  const Row a = randomRow(random, spread), residual = randomRow(random, spread);
  Row out16(kColumns);
  std::vector<std::int8_t> out8(kColumns);
  postRow(a, residual, gammaBeta, parameters, num::Nonlinear::accurate, out16, out8);
  for (std::size_t column = 0; column < kColumns; column += kLanes) {
    files.input(inputItem(false, wordOf(a, column), wordOf(residual, column), parameters));
    files.output(Item()
                     .addAll(std::span(out16).subspan(column, kLanes), 16)
                     .addAll(std::span(out8).subspan(column, kLanes), 8)
                     .add(column + kLanes == kColumns, 1));
  }
}

void writeVectors(VectorFiles& files) {
  num::Random random(24);
  const PostParameters parameters{.normalise = true,
                                  .scaleA = num::scaleFromReal(0.3),
                                  .scaleResidual = num::scaleFromReal(1.25),
                                  .epsilonTerm = 5000,
                                  .gammaShift = 3,
                                  .scale8 = num::scaleFromReal(0.01),
                                  .relu = true};
  std::vector<std::uint32_t> gammaBeta(kColumns);
  for (std::uint32_t& word : gammaBeta)
    word = static_cast<std::uint32_t>(random.bits());
  for (std::size_t i = 0; i < kColumns; i += 2)
    files.input(
        inputItem(true, std::uint64_t{gammaBeta[i + 1]} << 32 | gammaBeta[i], 0, parameters));
  for (int row = 0; row < kRowCount; ++row)
    writeRow(random, files, gammaBeta, parameters);
}

} // namespace

int main(int, char** arguments) { return runWriter(arguments[1], writeVectors); }
