// command_engines.cpp: LOAD, the products, STORE, POOL, CHECK as functions from memory to memory
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/command_engines.hpp"

#include "gen/blocks/load_engine/load_engine_model.hpp"
#include "gen/blocks/matmul_engine/convolve_model.hpp"
#include "gen/blocks/matmul_engine/matmul_engine_model.hpp"
#include "gen/blocks/store_engine/store_engine_model.hpp"
#include "gen/config/derived.hpp"
#include "gen/config/hash.hpp"
#include "gen/num/integers.hpp"
#include "sw/runtime/command_fault.hpp"

#include <algorithm>

namespace weft {
namespace {

template <class Command> bool isTouched(const Command&, std::uint32_t, std::uint32_t) {
  return true;
}
bool isTouched(const isa::Load& load, std::uint32_t i1, std::uint32_t i2) {
  return !isZeroRun(load, i1, i2);
}

/// Calls `visit(offset)` for every run of a command that lies in memory, level 1 innermost.
template <class Command, class Visit> void forEachRun(const Command& command, Visit visit) {
  for (std::uint32_t i3 = 0; i3 < command.count3; ++i3)
    for (std::uint32_t i2 = 0; i2 < command.count2; ++i2)
      for (std::uint32_t i1 = 0; i1 < command.count1; ++i1)
        if (isTouched(command, i1, i2))
          visit(command.offset + i1 * static_cast<std::uint32_t>(command.stride1) +
                i2 * static_cast<std::uint32_t>(command.stride2) +
                i3 * static_cast<std::uint32_t>(command.stride3));
}

[[noreturn]] void refuse(const std::string& sentence) {
  throw CommandFault(isa::ErrorCode::badField, sentence);
}

} // namespace

CommandEngines::CommandEngines(const Config& config, SegmentMemory& memory, const Scalars& scalars)
    : config_(config), nonlinear_(nonlinearChoice(config)), memory_(memory), scalars_(scalars),
      state_(config) {}

void CommandEngines::execute(std::span<const std::uint32_t> words) {
  const std::uint32_t opcode = isa::opcodeOf(words[0]);
  const auto executeIf = [&]<class Command>(Command*) {
    if (opcode == isa::formatOf<Command>().opcode)
      execute(isa::decode<Command>(words));
  };
  const auto executeOneOf = [&]<class... Commands>(Commands*... command) {
    (executeIf(command), ...);
  };
  executeOneOf(static_cast<isa::Load*>(nullptr), static_cast<isa::Matmul*>(nullptr),
               static_cast<isa::Store*>(nullptr), static_cast<isa::Attention*>(nullptr),
               static_cast<isa::Softmax*>(nullptr), static_cast<isa::Post*>(nullptr),
               static_cast<isa::Check*>(nullptr), static_cast<isa::Transpose*>(nullptr),
               static_cast<isa::Weigh*>(nullptr), static_cast<isa::Probabilities*>(nullptr),
               static_cast<isa::Divide*>(nullptr), static_cast<isa::Pool*>(nullptr),
               static_cast<isa::Convolve*>(nullptr));
}

void CommandEngines::execute(const isa::Check& check) const {
  const auto hash = hashWords(config_);
  if (check.hashLow != hash[0] || check.hashHigh != hash[1])
    throw CommandFault(isa::ErrorCode::wrongHash, "the machine's configuration is '" +
                                                      config_.name + "', hash " +
                                                      configHash(config_));
}

void CommandEngines::execute(const isa::Load& load) {
  forEachRun(load, [&](std::uint32_t offset) { memory_.read(load.base, offset, load.bytes); });
  for (const LoadedWord& word :
       loadedWords(load, memory_.segment(load.base), state_.wordBytes(load.destination)))
    state_.place(word.destination, word.place, word.bytes);
}

void CommandEngines::execute(const isa::Transpose& transpose) {
  const auto columns = static_cast<std::uint32_t>(config_.array.columns);
  if (transpose.count1 > columns)
    refuse("a block has " + std::to_string(transpose.count1) + " runs, at most " +
           std::to_string(columns) + " are legal");
  forEachRun(transpose,
             [&](std::uint32_t offset) { memory_.read(transpose.base, offset, transpose.bytes); });
  for (const LoadedWord& word :
       transposedWords(transpose, memory_.segment(transpose.base),
                       static_cast<std::uint32_t>(config_.array.rows), columns))
    state_.place(word.destination, word.place, word.bytes);
}

void CommandEngines::execute(const isa::Matmul& matmul) {
  const ArrayShape shape{config_.array.rows, config_.array.columns};
  if (!isInside(matmul, shape, state_.scratchpad, state_.accumulator))
    refuse("it reaches beyond the last word of the scratchpad or the last row of the accumulator");
  if (dataflowOf(config_) == num::Dataflow::outputStationary && !sumsTileByTile(matmul))
    refuse("its n tiles replace rows of each other, k tile by k tile, but sums stay in the array");
  if (dataflowOf(config_) == num::Dataflow::noLocalReuse && !beginsAtTiles(matmul, shape))
    refuse("a weight tile begins at no multiple of array.rows words, but is read at once");
  expectOperands(matmul);
  runMatmul(matmul, shape, state_.scratchpad, state_.accumulator);
  noteSums(matmul);
}

void CommandEngines::execute(const isa::Weigh& weigh) {
  const ArrayShape shape{config_.array.rows, config_.array.columns};
  if (!isInside(weigh, shape, config_.attention.chunk, state_.scratchpad, state_.accumulator))
    refuse("it reaches beyond the last word of the scratchpad or the last row of the accumulator, "
           "or has no whole chunks");
  expectOperands(weigh);
  runWeigh(weigh, shape, config_.attention.chunk, state_.scratchpad, state_.alignments,
           state_.accumulator);
  noteSums(weigh);
}

void CommandEngines::execute(const isa::Convolve& convolve) {
  const ArrayShape shape{config_.array.rows, config_.array.columns};
  if (!isInside(convolve, shape, state_.scratchpad, state_.accumulator))
    refuse("it reaches beyond the last word of the scratchpad, the last row of the accumulator or "
           "of the array");
  expectOperands(convolve);
  runConvolve(convolve, shape, state_.scratchpad, state_.accumulator);
  noteSums(convolve);
}

namespace {

template <class Product> std::uint32_t sumRows(const Product& product) { return product.rows; }
std::uint32_t sumRows(const isa::Convolve& convolve) { return convolve.lines * convolve.columns; }

} // namespace

template <class Product> void CommandEngines::noteSums(const Product& product) {
  for (std::uint32_t n = 0; n < product.nTiles; ++n)
    for (std::uint32_t row = 0; row < sumRows(product); ++row)
      state_.sums.note(product.accumulatorStart + n * product.accumulatorStride + row);
}

template <class Product> void CommandEngines::expectOperands(const Product& product) const {
  const auto tileWords = static_cast<std::size_t>(config_.array.rows);
  for (std::uint32_t k = 0; k < product.kTiles; ++k) {
    state_.activations.expect(product.activationStart + k * product.activationStride, product.rows);
    for (std::uint32_t n = 0; n < product.nTiles; ++n)
      state_.weights.expect(
          product.weightStart + k * product.weightKStride + n * product.weightNStride, tileWords);
  }
  for (std::uint32_t n = 0; n < product.nTiles && product.accumulate != 0; ++n)
    state_.sums.expect(product.accumulatorStart + n * product.accumulatorStride, product.rows);
}

/// What lies between the lines of the image is not read.
void CommandEngines::expectOperands(const isa::Convolve& c) const {
  const auto tileWords = static_cast<std::size_t>(config_.array.rows) * c.taps;
  for (std::uint32_t k = 0; k < c.kTiles; ++k) {
    for (std::uint32_t e = 0; e < c.lines; ++e)
      for (std::uint32_t r = 0; r < c.kernelRows; ++r)
        state_.activations.expect(c.activationStart + k * c.activationStride +
                                      (e * c.step + r) * c.lineWords,
                                  std::size_t{c.columns - 1} * c.step + c.taps);
    for (std::uint32_t n = 0; n < c.nTiles; ++n)
      state_.weights.expect(c.weightStart + k * c.weightKStride + n * c.weightNStride, tileWords);
  }
  for (std::uint32_t n = 0; n < c.nTiles && c.accumulate != 0; ++n)
    state_.sums.expect(c.accumulatorStart + n * c.accumulatorStride,
                       std::size_t{c.lines} * c.columns);
}

void CommandEngines::execute(const isa::Store& store) {
  const StoreSource source{state_.accumulator.sums(), state_.channels, config_.array.columns,
                           nonlinear_};
  if (!staysOnChip(store, source))
    refuse("it reaches beyond the last row of the accumulator or the last parameter word");
  expectRows(store);
  state_.parameters.expect(store.parameterStart,
                           ceilDiv(store.columns, static_cast<std::uint32_t>(source.columns)));
  move(store, source);
}

void CommandEngines::execute(const isa::Divide& divide) {
  std::vector<std::uint32_t> rowSums;
  for (const SoftmaxRow& row : state_.remembered)
    rowSums.push_back(row.sum());
  const DivideSource source{state_.accumulator.sums(), rowSums, config_.array.columns};
  if (!staysOnChip(divide, source))
    refuse("it reaches beyond the last row of the accumulator or the last remembered row");
  expectRows(divide);
  move(divide, source);
}

void CommandEngines::execute(const isa::Pool& pool) {
  const StoreSource source{state_.accumulator.sums(), state_.channels, config_.array.columns,
                           nonlinear_};
  if (!staysOnChip(pool, source))
    refuse("its windows reach beyond the last row of the accumulator or the last parameter word");
  expectRows(pool);
  state_.parameters.expect(pool.parameterStart,
                           ceilDiv(pool.columns, static_cast<std::uint32_t>(source.columns)));
  writeRuns(pool, source);
}

void CommandEngines::expectRows(const isa::Pool& pool) const {
  const std::size_t tiles =
      ceilDiv<std::size_t>(pool.columns, static_cast<std::size_t>(config_.array.columns));
  const auto [lines, columns] = pooledPart(pool);
  for (std::size_t tile = 0; tile < tiles; ++tile)
    for (std::size_t line = 0; line < lines; ++line)
      state_.sums.expect(pool.accumulatorStart + tile * pool.accumulatorStride +
                             line * pool.sourceColumns,
                         columns);
}

template <class Stored> void CommandEngines::expectRows(const Stored& stored) const {
  const std::size_t tiles =
      ceilDiv<std::size_t>(stored.columns, static_cast<std::size_t>(config_.array.columns));
  const std::size_t rows = std::size_t{stored.count1} * stored.count2 * stored.count3;
  for (std::size_t tile = 0; tile < tiles; ++tile)
    state_.sums.expect(stored.accumulatorStart + tile * stored.accumulatorStride, rows);
}

namespace {

std::uint64_t rowBytes(const isa::Store& store) {
  return std::uint64_t{store.columns} * isa::bytesOf(store.type);
}
std::uint64_t rowBytes(const isa::Divide& divide) { return divide.columns; }

} // namespace

template <class Stored, class Source>
void CommandEngines::writeRuns(const Stored& stored, const Source& source) {
  for (const StoredRun& run : storedRuns(stored, source))
    std::ranges::copy(
        run.bytes,
        memory_.write(stored.base, static_cast<std::uint32_t>(run.offset), run.bytes.size())
            .begin());
}

template <class Stored, class Source>
void CommandEngines::move(const Stored& stored, const Source& source) {
  if (stored.destination == isa::StoreTo::memory)
    return writeRuns(stored, source);
  forEachRun(stored, [&](std::uint32_t offset) {
    memory_.checkRun(stored.base, offset, rowBytes(stored));
  });
  for (const PlacedWord& word :
       placedWords(stored, source, state_.wordBytes(isa::LoadTo::activations)))
    state_.place(isa::LoadTo::activations, word.place, word.bytes);
}

} // namespace weft
