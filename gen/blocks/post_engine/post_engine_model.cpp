// post_engine_model.cpp: What a POST command does to memory.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/post_engine/post_engine_model.hpp"

#include <cstring>
#include <vector>

namespace weft {
namespace {

template <class Element>
std::vector<Element> readRow(const std::uint8_t* bytes, std::size_t columns) {
  std::vector<Element> row(columns);
  std::memcpy(row.data(), bytes, columns * sizeof(Element));
  return row;
}

/// A row of int16 values, or of int8 ones that become such.
std::vector<std::int16_t> readOperand(const std::uint8_t* bytes, std::size_t columns, bool isInt8) {
  if (!isInt8)
    return readRow<std::int16_t>(bytes, columns);
  const auto narrow = readRow<std::int8_t>(bytes, columns);
  return {narrow.begin(), narrow.end()};
}

PostParameters parametersOf(const isa::Post& command) {
  return {command.normalise != 0,
          num::Scale{command.scaleA},
          num::Scale{command.scaleResidual},
          std::uint64_t{command.epsilonHigh} << 32 | command.epsilonLow,
          static_cast<int>(command.gammaShift),
          num::Scale{command.scale8},
          command.relu != 0};
}

} // namespace

void executePost(const isa::Post& c, num::Nonlinear nonlinear,
                 const std::function<std::uint8_t*(std::uint32_t, std::uint32_t)>& at) {
  const std::size_t columns = c.columns;
  std::vector<std::uint32_t> gammaBeta;
  if (c.normalise != 0)
    gammaBeta = readRow<std::uint32_t>(at(c.gammaBetaBase, c.gammaBetaOffset), columns);
  std::vector<std::int16_t> residual, out16(columns);
  std::vector<std::int8_t> out8(c.write8 != 0 ? columns : 0);
  for (std::uint32_t row = 0; row < c.rows; ++row) {
    const auto a = readOperand(at(c.aBase, c.aOffset + row * c.aPitch), columns, c.a8 != 0);
    if (c.residual != 0)
      residual = readOperand(at(c.residualBase, c.residualOffset + row * c.residualPitch), columns,
                             c.residual8 != 0);
    postRow(a, residual, gammaBeta, parametersOf(c), nonlinear, out16, out8);
    if (c.write16 != 0)
      std::memcpy(at(c.out16Base, c.out16Offset + row * c.out16Pitch), out16.data(), 2 * columns);
    if (c.write8 != 0)
      std::memcpy(at(c.out8Base, c.out8Offset + row * c.out8Pitch), out8.data(), columns);
  }
}

} // namespace weft
