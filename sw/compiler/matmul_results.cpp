// matmul_results.cpp: Brings the results of a product out of the accumulator.
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/matmul_results.hpp"

#include "gen/isa/operands.hpp"
#include "gen/num/integers.hpp"

namespace weft {
namespace {

isa::OutputType outputType(std::uint64_t elementBytes) {
  using enum isa::OutputType;
  return elementBytes == isa::bytesOf(int8)    ? int8
         : elementBytes == isa::bytesOf(int16) ? int16
                                               : int32;
}

} // namespace

void MatmulResults::store(std::size_t block, const Block& columns, std::int64_t accumulator,
                          std::int64_t parameters) {
  const std::int64_t rows = plan_.blocks[block].rows();
  for (const Piece& piece : columns.pieces()) {
    const Part part{block, piece, accumulator + piece.firstTile * rows,
                    parameters + piece.firstTile};
    schedule_.setTile(
        {plan_.storedRows(block), {piece.begin, piece.begin + piece.columns}, {}, {}});
    if (plan_.shape.results.side > 1)
      pool(part);
    else
      store(part);
  }
}

/// What STORE and POOL have alike.
template <class Command> Command MatmulResults::placed(const Part& part) const {
  const Placement& place = schedule_.place(op_.output);
  const ResultBlock& block = plan_.blocks[part.block];
  Command command;
  command.base = place.base;
  command.activation = op_.activation;
  command.offset = static_cast<std::uint32_t>(place.at(
      corner_.row + plan_.storedRows(part.block).begin, corner_.column + part.piece.begin));
  command.columns = static_cast<std::uint32_t>(part.piece.columns);
  command.count1 = static_cast<std::uint32_t>(block.storedWidth());
  command.stride1 = static_cast<std::int32_t>(place.pitch);
  command.count2 = static_cast<std::uint32_t>(block.storedHeight());
  command.stride2 = static_cast<std::int32_t>(
      place.pitch * static_cast<std::uint64_t>(plan_.shape.results.storedWidth()));
  command.accumulatorStart = static_cast<std::uint32_t>(part.accumulator);
  command.accumulatorStride = static_cast<std::uint32_t>(block.rows());
  command.parameterStart = static_cast<std::uint32_t>(part.parameters);
  return command;
}

/// Whole lines, or parts of one, are one run of rows behind each other.
void MatmulResults::store(const Part& part) {
  const Placement& place = schedule_.place(op_.output);
  auto store = placed<isa::Store>(part);
  store.type = outputType(place.elementBytes);
  const ResultBlock& block = plan_.blocks[part.block];
  if (block.storedWidth() == plan_.shape.results.storedWidth() || block.storedHeight() == 1) {
    store.count1 = static_cast<std::uint32_t>(block.rows());
    store.count2 = 1;
    store.stride2 = 0;
  }
  store.secondScale = op_.postScale.word;
  if (resident_)
    forward(store, part);
  const auto [sums, channels] = operandsOf(part);
  schedule_.issue(isa::Engine::store, store, {sums, channels, written(part)});
}

void MatmulResults::pool(const Part& part) {
  const ResultBlock& block = plan_.blocks[part.block];
  const Results& results = plan_.shape.results;
  const auto before = [&](const Extent& computed, const Extent& stored) {
    return static_cast<std::uint32_t>(computed.begin -
                                      (stored.begin * results.step - results.before()));
  };
  auto pool = placed<isa::Pool>(part);
  pool.sourceRows = static_cast<std::uint32_t>(block.height());
  pool.sourceColumns = static_cast<std::uint32_t>(block.width());
  pool.window = static_cast<std::uint32_t>(results.side);
  pool.padTop = before(block.lines, block.storedLines);
  pool.padLeft = before(block.columns, block.storedColumns);
  const auto [sums, channels] = operandsOf(part);
  schedule_.issue(isa::Engine::store, pool, {sums, channels, written(part)});
}

/// The same block to the scratchpad, first: the next product waits for it.
void MatmulResults::forward(isa::Store store, const Part& part) {
  const std::int64_t rows = store.count1;
  const std::int64_t start = resident_->word(plan_.storedRows(part.block).begin, rows,
                                             part.piece.begin / plan_.capacity.rows);
  const std::int64_t words = ceilDiv(part.piece.columns, plan_.capacity.rows);
  store.destination = isa::StoreTo::activations;
  store.start = static_cast<std::uint32_t>(start);
  store.wordStep = static_cast<std::uint32_t>(rows);
  const auto [sums, channels] = operandsOf(part);
  schedule_.issue(isa::Engine::store, store,
                  {sums, channels, writesWords(kActivationSpace, start, start + words * rows)});
}

/// The rows and records that a part reads.
std::array<Access, 2> MatmulResults::operandsOf(const Part& part) const {
  const std::int64_t rows = part.piece.tiles * plan_.blocks[part.block].rows();
  return {readsWords(kAccumulatorSpace, part.accumulator, part.accumulator + rows),
          readsWords(kParameterSpace, part.parameters, part.parameters + part.piece.tiles)};
}

Access MatmulResults::written(const Part& part) const {
  const Extent rows = plan_.storedRows(part.block);
  const std::int64_t column = corner_.column + part.piece.begin;
  return writes(op_.output, corner_.row + rows.begin, corner_.row + rows.end, column,
                column + part.piece.columns);
}

} // namespace weft
