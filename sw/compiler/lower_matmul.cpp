// lower_matmul.cpp: A matrix product as load, matmul and store commands
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/operands.hpp"
#include "gen/num/integers.hpp"
#include "sw/compiler/matmul_tiling.hpp"
#include "sw/compiler/on_chip.hpp"
#include "sw/compiler/operand_ring.hpp"
#include "sw/compiler/schedule.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace weft {
namespace {

/// A block of columns with its channel records in memory.
struct ColumnBlock {
  Block block;
  std::uint32_t parameterOffset = 0;
};

std::int64_t rowsPerBlockFor(const Schedule& schedule, const OnChip& onChip) {
  const auto& resident = onChip.input ? onChip.input : onChip.output;
  return resident ? resident->rowsPerBlock : schedule.rowsPerBlock();
}

class MatmulLowering {
public:
  MatmulLowering(Schedule& schedule, const MatmulOp& op, const OnChip& onChip);
  void run(const Stored& stored);

private:
  /// Of the channel records of one column tile.
  std::size_t parameterBytes() const {
    return static_cast<std::size_t>(capacity_.columns) * isa::kChannelRecordBytes;
  }
  void runRows(const Stored& stored);
  void runColumns(const Stored& stored);
  std::int64_t rowsFrom(std::int64_t row) const {
    return std::min(tiling_.rowsPerBlock, shape_.M - row);
  }
  /// Columns first, blocks of rows come again: then all have slots alike.
  std::int64_t slotRows(std::int64_t rows) const {
    return shape_.columnsFirst ? tiling_.rowsPerBlock : rows;
  }
  void runBlock(std::int64_t rowBegin, std::size_t columnIndex);
  std::int64_t loadActivations(std::int64_t rowBegin, std::int64_t rows, std::size_t slab);
  std::int64_t loadWeights(const Block& slab, std::size_t slabIndex, const Block& columns,
                           std::size_t columnIndex);
  std::int64_t loadParameters(const ColumnBlock& columns);
  void multiply(std::int64_t rows, const Block& slab, const Block& columns,
                std::int64_t activations, std::int64_t weights, std::int64_t accumulator,
                bool accumulate);
  void store(std::int64_t rowBegin, std::int64_t rows, const Block& columns,
             std::int64_t accumulator, std::int64_t parameters);
  void forward(isa::Store store, std::int64_t rowBegin, const Piece& piece);
  std::array<Access, 2> operandsOf(const isa::Store& store, std::int64_t tiles) const;
  void packWeights(const Block& slab, const Block& columns, std::span<std::uint8_t> packed) const;
  void packParameters(const Block& columns, std::span<std::uint8_t> packed) const;

  Schedule& schedule_;
  const MatmulOp& op_;
  OnChip onChip_;
  ArrayCapacity capacity_;
  MatmulShape shape_;
  MatmulTiling tiling_;
  std::vector<Block> slabs_;
  std::vector<ColumnBlock> columns_;
  static constexpr std::uint32_t kNotPacked = 0; ///< a guard zone begins the constants
  std::vector<std::uint32_t> packedWeights_;     ///< offsets, by slab and block of columns
  OperandRing activations_, weights_, parameters_;
};

isa::OutputType outputType(std::uint64_t elementBytes) {
  using enum isa::OutputType;
  return elementBytes == isa::bytesOf(int8)    ? int8
         : elementBytes == isa::bytesOf(int16) ? int16
                                               : int32;
}

MatmulLowering::MatmulLowering(Schedule& schedule, const MatmulOp& op, const OnChip& onChip)
    : schedule_(schedule), op_(op), onChip_(onChip),
      capacity_(onChip.output ? besideResidents(schedule.capacity()) : schedule.capacity()),
      shape_(matmulShape(schedule.graph(), schedule.placements(), op)),
      tiling_(chooseTiling(shape_, capacity_, rowsPerBlockFor(schedule, onChip))),
      slabs_(cutIntoBlocks(shape_.K, capacity_.rows, tiling_.kTiles)),
      activations_(tiling_.activationSlots(capacity_), tiling_.activationSlotWords(),
                   schedule.filledTo(kActivationSpace)),
      weights_(tiling_.weightSlots(capacity_), tiling_.weightSlotWords(capacity_.rows),
               schedule.filledTo(kWeightSpace)),
      parameters_(tiling_.parameterSlots(capacity_), tiling_.nTiles,
                  schedule.filledTo(kParameterSpace)) {
  for (const Block& block :
       sectionsInTurn(cutIntoBlocks(shape_.N, capacity_.columns, tiling_.nTiles), shape_.section))
    columns_.push_back(
        {block, schedule.addConstant(block.tiles.size() * parameterBytes(),
                                     [&](auto packed) { packParameters(block, packed); })});
  packedWeights_.resize(slabs_.size() * columns_.size(), kNotPacked);
}

void MatmulLowering::run(const Stored& stored) {
  if (shape_.columnsFirst)
    runColumns(stored);
  else
    runRows(stored);
}

/// What follows needs whole rows.
void MatmulLowering::runRows(const Stored& stored) {
  for (std::int64_t row = 0; row < shape_.M; row += tiling_.rowsPerBlock)
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      runBlock(row, i);
      stored(row + rowsFrom(row), columns_[i].block.end());
    }
}

/// What follows needs whole columns, the same ones of q, k and v.
void MatmulLowering::runColumns(const Stored& stored) {
  const std::int64_t section = shape_.section > 0 ? shape_.section : shape_.N.count;
  std::vector<std::int64_t> storedOf(static_cast<std::size_t>(shape_.N.count / section), 0);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::int64_t last = columns_[i].block.end() - 1;
    storedOf[static_cast<std::size_t>(last / section)] = last % section + 1;
    const std::int64_t columns = *std::min_element(storedOf.begin(), storedOf.end());
    for (std::int64_t row = 0; row < shape_.M; row += tiling_.rowsPerBlock) {
      runBlock(row, i);
      stored(row + rowsFrom(row), columns);
    }
  }
}

void MatmulLowering::runBlock(std::int64_t rowBegin, std::size_t columnIndex) {
  const ColumnBlock& columns = columns_[columnIndex];
  const std::int64_t rows = rowsFrom(rowBegin);
  const std::int64_t accumulator =
      schedule_.nextAccumulatorHalf() * (capacity_.accumulatorRows / 2);
  const Extent rowExtent{rowBegin, rowBegin + rows},
      columnExtent{columns.block.begin(), columns.block.end()};
  for (std::size_t slab = 0; slab < slabs_.size(); ++slab) {
    schedule_.setTile({rowExtent, columnExtent, {slabs_[slab].begin(), slabs_[slab].end()}, {}});
    const std::int64_t weights = loadWeights(slabs_[slab], slab, columns.block, columnIndex);
    const std::int64_t activations = loadActivations(rowBegin, rows, slab);
    multiply(rows, slabs_[slab], columns.block, activations, weights, accumulator, slab > 0);
  }
  const std::int64_t parameters = loadParameters(columns);
  store(rowBegin, rows, columns.block, accumulator, parameters);
}

std::int64_t MatmulLowering::loadActivations(std::int64_t rowBegin, std::int64_t rows,
                                             std::size_t slabIndex) {
  if (onChip_.input)
    return onChip_.input->word(rowBegin, rows, slabs_[slabIndex].begin() / capacity_.rows);
  const auto key =
      rowBegin * static_cast<std::int64_t>(slabs_.size()) + static_cast<std::int64_t>(slabIndex);
  const Block& slab = slabs_[slabIndex];
  const OperandRing::Slot slot = activations_.claim(key, slotRows(rows) * tiling_.kTiles);
  if (slot.loaded)
    return slot.begin;
  const Placement& place = schedule_.place(op_.input);
  // Groups of a slab are alike: whole groups, or one part of a group.
  const std::vector<Piece> pieces = slab.pieces();
  isa::Load load;
  load.base = place.base;
  load.destination = isa::LoadTo::activations;
  load.offset = static_cast<std::uint32_t>(place.at(rowBegin, slab.begin()));
  load.bytes = static_cast<std::uint32_t>(pieces.front().columns);
  load.count1 = static_cast<std::uint32_t>(rows);
  load.stride1 = static_cast<std::int32_t>(place.pitch);
  load.count2 = static_cast<std::uint32_t>(pieces.size());
  load.stride2 = static_cast<std::int32_t>(place.groupPitch);
  load.start = static_cast<std::uint32_t>(slot.begin);
  load.wordStep = static_cast<std::uint32_t>(rows);
  load.step1 = 1;
  if (pieces.size() > 1)
    load.step2 = static_cast<std::uint32_t>(pieces.front().tiles * rows);
  const auto words = static_cast<std::int64_t>(slab.tiles.size()) * rows;
  schedule_.issue(isa::Engine::load, load,
                  {reads(op_.input, rowBegin, rowBegin + rows, slab.begin(), slab.end()),
                   writesWords(kActivationSpace, slot.begin, slot.begin + words)});
  return slot.begin;
}

std::int64_t MatmulLowering::loadWeights(const Block& slab, std::size_t slabIndex,
                                         const Block& columns, std::size_t columnIndex) {
  const auto key = static_cast<std::int64_t>(slabIndex * columns_.size() + columnIndex);
  const OperandRing::Slot slot = weights_.claim(key, tiling_.weightSlotWords(capacity_.rows));
  if (slot.loaded)
    return slot.begin;
  const auto words =
      static_cast<std::int64_t>(slab.tiles.size() * columns.tiles.size()) * capacity_.rows;
  std::uint32_t& offset = packedWeights_[slabIndex * columns_.size() + columnIndex];
  if (offset == kNotPacked)
    offset = schedule_.addConstant(static_cast<std::size_t>(words * capacity_.columns),
                                   [&](auto packed) { packWeights(slab, columns, packed); });
  isa::Load load;
  load.base = kConstantBase;
  load.destination = isa::LoadTo::weights;
  load.offset = offset;
  load.bytes = static_cast<std::uint32_t>(words * capacity_.columns);
  load.start = static_cast<std::uint32_t>(slot.begin);
  load.wordStep = 1;
  schedule_.issue(isa::Engine::load, load,
                  {writesWords(kWeightSpace, slot.begin, slot.begin + words)});
  return slot.begin;
}

std::int64_t MatmulLowering::loadParameters(const ColumnBlock& columns) {
  const OperandRing::Slot slot = parameters_.claim(-1, tiling_.nTiles);
  const auto words = static_cast<std::int64_t>(columns.block.tiles.size());
  isa::Load load;
  load.base = kConstantBase;
  load.destination = isa::LoadTo::parameters;
  load.offset = columns.parameterOffset;
  load.bytes = static_cast<std::uint32_t>(columns.block.tiles.size() * parameterBytes());
  load.start = static_cast<std::uint32_t>(slot.begin);
  load.wordStep = 1;
  schedule_.issue(isa::Engine::load, load,
                  {writesWords(kParameterSpace, slot.begin, slot.begin + words)});
  return slot.begin;
}

void MatmulLowering::multiply(std::int64_t rows, const Block& slab, const Block& columns,
                              std::int64_t activations, std::int64_t weights,
                              std::int64_t accumulator, bool accumulate) {
  const auto kTiles = static_cast<std::int64_t>(slab.tiles.size());
  const auto nTiles = static_cast<std::int64_t>(columns.tiles.size());
  isa::Matmul matmul;
  matmul.accumulate = accumulate ? 1 : 0;
  matmul.rows = static_cast<std::uint32_t>(rows);
  matmul.kTiles = static_cast<std::uint32_t>(kTiles);
  matmul.nTiles = static_cast<std::uint32_t>(nTiles);
  matmul.activationStart = static_cast<std::uint32_t>(activations);
  matmul.activationStride = static_cast<std::uint32_t>(rows);
  matmul.weightStart = static_cast<std::uint32_t>(weights);
  matmul.weightKStride = static_cast<std::uint32_t>(nTiles * capacity_.rows);
  matmul.weightNStride = static_cast<std::uint32_t>(capacity_.rows);
  matmul.accumulatorStart = static_cast<std::uint32_t>(accumulator);
  matmul.accumulatorStride = static_cast<std::uint32_t>(rows);
  schedule_.issue(isa::Engine::array, matmul,
                  {readsWords(kActivationSpace, activations, activations + kTiles * rows),
                   readsWords(kWeightSpace, weights, weights + kTiles * nTiles * capacity_.rows),
                   writesWords(kAccumulatorSpace, accumulator, accumulator + nTiles * rows)});
}

void MatmulLowering::store(std::int64_t rowBegin, std::int64_t rows, const Block& columns,
                           std::int64_t accumulator, std::int64_t parameters) {
  const Placement& place = schedule_.place(op_.output);
  for (const Piece& piece : columns.pieces()) {
    const std::int64_t start = accumulator + piece.firstTile * rows;
    isa::Store store;
    store.base = place.base;
    store.type = outputType(place.elementBytes);
    store.activation = op_.activation;
    store.offset = static_cast<std::uint32_t>(place.at(rowBegin, piece.begin));
    store.columns = static_cast<std::uint32_t>(piece.columns);
    store.count1 = static_cast<std::uint32_t>(rows);
    store.stride1 = static_cast<std::int32_t>(place.pitch);
    store.accumulatorStart = static_cast<std::uint32_t>(start);
    store.accumulatorStride = static_cast<std::uint32_t>(rows);
    store.parameterStart = static_cast<std::uint32_t>(parameters + piece.firstTile);
    store.secondScale = op_.postScale.word;
    schedule_.setTile(
        {{rowBegin, rowBegin + rows}, {piece.begin, piece.begin + piece.columns}, {}, {}});
    if (onChip_.output)
      forward(store, rowBegin, piece);
    const auto [sums, channels] = operandsOf(store, piece.tiles);
    schedule_.issue(
        isa::Engine::store, store,
        {sums, channels,
         writes(op_.output, rowBegin, rowBegin + rows, piece.begin, piece.begin + piece.columns)});
  }
}

/// The same block to the scratchpad, first: the next product waits for it.
void MatmulLowering::forward(isa::Store store, std::int64_t rowBegin, const Piece& piece) {
  const std::int64_t rows = store.count1;
  const std::int64_t start = onChip_.output->word(rowBegin, rows, piece.begin / capacity_.rows);
  const std::int64_t words = ceilDiv(piece.columns, capacity_.rows);
  store.destination = isa::StoreTo::activations;
  store.start = static_cast<std::uint32_t>(start);
  store.wordStep = static_cast<std::uint32_t>(rows);
  const auto [sums, channels] = operandsOf(store, piece.tiles);
  schedule_.issue(isa::Engine::store, store,
                  {sums, channels, writesWords(kActivationSpace, start, start + words * rows)});
}

std::array<Access, 2> MatmulLowering::operandsOf(const isa::Store& store,
                                                 std::int64_t tiles) const {
  return {readsWords(kAccumulatorSpace, store.accumulatorStart,
                     store.accumulatorStart + tiles * store.count1),
          readsWords(kParameterSpace, store.parameterStart, store.parameterStart + tiles)};
}

/// Tile by tile in the order of the array's loops (k outer, n inner); a tile is R words of C
/// weights, ragged edges zero.
void MatmulLowering::packWeights(const Block& slab, const Block& columns,
                                 std::span<std::uint8_t> packed) const {
  const auto weights = schedule_.graph().tensors[op_.weight].data.values<std::int8_t>();
  const auto tileWords = static_cast<std::size_t>(capacity_.rows),
             lanes = static_cast<std::size_t>(capacity_.columns);
  std::uint8_t* word = packed.data();
  for (const Tile& k : slab.tiles)
    for (const Tile& n : columns.tiles) {
      for (std::int64_t r = 0; r < k.width; ++r)
        std::memcpy(word + static_cast<std::size_t>(r) * lanes,
                    weights.data() + (k.begin + r) * shape_.N.count + n.begin,
                    static_cast<std::size_t>(n.width));
      word += tileWords * lanes;
    }
}

/// One record a channel: bias, then scale word, little-endian.
void MatmulLowering::packParameters(const Block& columns, std::span<std::uint8_t> packed) const {
  const auto lanes = static_cast<std::size_t>(capacity_.columns);
  for (std::size_t tile = 0; tile < columns.tiles.size(); ++tile)
    for (std::size_t lane = 0; lane < static_cast<std::size_t>(columns.tiles[tile].width); ++lane) {
      const std::size_t channel = static_cast<std::size_t>(columns.tiles[tile].begin) + lane;
      const std::uint32_t record[2] = {static_cast<std::uint32_t>(op_.bias[channel]),
                                       op_.scale[channel].word};
      std::memcpy(packed.data() + (tile * lanes + lane) * isa::kChannelRecordBytes, record,
                  isa::kChannelRecordBytes);
    }
}

} // namespace

void lowerMatmul(Schedule& schedule, const MatmulOp& op, const OnChip& onChip,
                 const Stored& stored) {
  MatmulLowering(schedule, op, onChip).run(stored);
}

} // namespace weft
