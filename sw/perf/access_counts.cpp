// access_counts.cpp: What a schedule moves at each level of the memory hierarchy
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/access_counts.hpp"

#include "gen/blocks/load_engine/load_engine_model.hpp"
#include "gen/config/derived.hpp"
#include "gen/isa/format.hpp"
#include "gen/isa/operands.hpp"
#include "gen/num/attention_formats.hpp"
#include "gen/num/integers.hpp"
#include "sw/timeline/attention_shape.hpp"

#include <algorithm>
#include <bit>

namespace weft {
namespace {

constexpr std::uint64_t kSumBytes = 4;     ///< of the accumulator
constexpr std::uint64_t kOperandBytes = 2; ///< at a multiplier: one int8 of each factor
constexpr std::uint64_t kScoreBytes = (num::kHeadScoreBits + 7) / 8;
constexpr std::uint64_t kAlignmentBytes = 1; ///< beside the probabilities of a chunk
constexpr std::uint64_t kChunkSumBytes =
    (num::kWeightedBits + num::log2Of(num::kMostChunkKeys) + 7) / 8;
constexpr std::uint64_t kRowSumBytes = num::kRowSumBits / 8;
constexpr std::uint64_t kStateBytes = kRowSumBytes + num::kChunkExponentBits / 8; ///< of a row
constexpr std::uint64_t kValueBytes = 2; ///< of the post engine
constexpr std::uint64_t kGammaBetaBytes = 4;

class Counter {
public:
  explicit Counter(const Config& config)
      : rows_(static_cast<std::uint64_t>(config.array.rows)),
        columns_(static_cast<std::uint64_t>(config.array.columns)),
        bus_(static_cast<std::uint64_t>(config.bus.bytes)), config_(config) {}

  AccessCounts operator()(const isa::Load& load) const {
    const std::uint64_t runs = std::uint64_t{load.count1} * load.count2 * load.count3;
    const std::uint64_t word = isa::wordBytes(load.destination, rows_, columns_);
    const std::uint64_t written = runs * ceilDiv<std::uint64_t>(load.bytes, word) * word;
    AccessCounts counts;
    counts.dramRead = readRuns(load) * beats(load.bytes);
    (load.destination == isa::LoadTo::parameters ? counts.buffers : counts.scratchpad) = written;
    return counts;
  }

  AccessCounts operator()(const isa::Transpose& transpose) const {
    const std::uint64_t blocks = std::uint64_t{transpose.count2} * transpose.count3;
    const std::uint64_t words =
        blocks * roundUp<std::uint64_t>(transpose.bytes, std::max(rows_, columns_));
    const std::uint64_t runs = blocks * transpose.count1;
    AccessCounts counts;
    counts.dramRead = runs * beats(transpose.bytes);
    counts.buffers = runs * roundUp<std::uint64_t>(transpose.bytes, columns_) + words * columns_;
    counts.scratchpad = words * columns_;
    return counts;
  }

  AccessCounts operator()(const isa::Matmul& matmul) const {
    AccessCounts counts = ofProduct(matmul);
    const std::uint64_t sums = std::uint64_t{matmul.nTiles} * matmul.rows;
    const std::uint64_t fresh = matmul.accumulate != 0 ? 0 : sums;
    counts.accumulator = (2 * sums * matmul.kTiles - fresh) * columns_ * kSumBytes;
    return counts;
  }

  /// The tiles of a chunk are added up beside the accumulator, which is aligned once a chunk.
  AccessCounts operator()(const isa::Weigh& weigh) const {
    AccessCounts counts = ofProduct(weigh);
    const std::uint64_t parts = static_cast<std::uint64_t>(config_.attention.chunk) / rows_;
    const std::uint64_t sums = std::uint64_t{weigh.nTiles} * weigh.rows;
    const std::uint64_t fresh = weigh.accumulate != 0 ? 0 : sums;
    const std::uint64_t chunks = weigh.kTiles / parts;
    counts.accumulator = (2 * sums * chunks - fresh) * columns_ * kSumBytes;
    counts.buffers = 2 * sums * chunks * (parts - 1) * columns_ * kChunkSumBytes +
                     sums * weigh.kTiles * kAlignmentBytes;
    return counts;
  }

  AccessCounts operator()(const isa::Probabilities& command) const {
    const auto chunkKeys = static_cast<std::uint64_t>(config_.attention.chunk);
    const std::uint64_t chunks = command.rows * ceilDiv<std::uint64_t>(command.keys, chunkKeys);
    AccessCounts counts;
    counts.accumulator = chunks * chunkKeys * kSumBytes;
    counts.scratchpad = chunks * chunkKeys;
    counts.buffers =
        chunks * (chunkKeys / rows_ * kAlignmentBytes + 2 * kStateBytes + kRowSumBytes);
    return counts;
  }

  AccessCounts operator()(const isa::Divide& divide) const {
    const std::uint64_t runs = std::uint64_t{divide.count1} * divide.count2 * divide.count3;
    const std::uint64_t vectors = runs * ceilDiv<std::uint64_t>(divide.columns, columns_);
    AccessCounts counts;
    counts.accumulator = vectors * columns_ * kSumBytes;
    counts.buffers = vectors * kRowSumBytes;
    if (divide.destination == isa::StoreTo::memory)
      counts.dramWrite = runs * divide.columns;
    else
      counts.scratchpad = runs * roundUp<std::uint64_t>(divide.columns, rows_);
    return counts;
  }

  AccessCounts operator()(const isa::Store& store) const {
    const std::uint64_t runs = std::uint64_t{store.count1} * store.count2 * store.count3;
    const std::uint64_t vectors = runs * ceilDiv<std::uint64_t>(store.columns, columns_);
    AccessCounts counts;
    counts.accumulator = vectors * columns_ * kSumBytes;
    counts.buffers = vectors * columns_ * isa::kChannelRecordBytes;
    const std::uint64_t bytes = std::uint64_t{store.columns} * isa::bytesOf(store.type);
    if (store.destination == isa::StoreTo::memory)
      counts.dramWrite = runs * bytes;
    else
      counts.scratchpad = runs * ceilDiv(bytes, rows_) * rows_;
    return counts;
  }

  /// Every row of a window is read and scaled.
  AccessCounts operator()(const isa::Pool& pool) const {
    const std::uint64_t runs = std::uint64_t{pool.count1} * pool.count2 * pool.count3;
    const std::uint64_t vectors =
        runs * pool.window * pool.window * ceilDiv<std::uint64_t>(pool.columns, columns_);
    AccessCounts counts;
    counts.accumulator = vectors * columns_ * kSumBytes;
    counts.buffers = vectors * columns_ * isa::kChannelRecordBytes;
    counts.dramWrite = runs * pool.columns;
    return counts;
  }

  AccessCounts operator()(const isa::Attention& attention) const {
    const auto block = static_cast<std::uint32_t>(config_.attention.queryBlock);
    const auto lanes = static_cast<std::uint64_t>(attentionLanes(config_));
    const auto chunkKeys = static_cast<std::uint64_t>(config_.attention.chunk);
    const std::uint64_t slices = ceilDiv<std::uint64_t>(attention.headSize, lanes),
                        row = slices * lanes;
    AccessCounts counts;
    for (const AttentionBlock& each : attentionBlocks(attention, block, config_.attention.chunk)) {
      const std::uint64_t passes = each.queries * each.chunks;
      counts.macs += 2 * passes * chunkKeys * row;
      counts.buffers += each.queries * row + 2 * each.keys * row +         // filled
                        passes * row + 2 * each.chunks * chunkKeys * row + // to the multipliers
                        passes * chunkKeys * kScoreBytes * 2 * slices +    // scores
                        passes * (chunkKeys + kAlignmentBytes) * (1 + slices) + // probabilities
                        passes * row * kSumBytes * 2;                           // values
      counts.dramRead += (each.queries + 2 * each.keys) * beats(attention.headSize);
      counts.dramWrite += each.queries * attention.headSize;
    }
    counts.registers = kOperandBytes * counts.macs;
    return counts;
  }

  AccessCounts operator()(const isa::Softmax& softmax) const {
    const std::uint64_t rows = softmax.rows, columns = softmax.columns;
    const auto chunkKeys = static_cast<std::uint64_t>(config_.attention.chunk);
    const std::uint64_t chunks = ceilDiv(columns, chunkKeys);
    AccessCounts counts;
    counts.dramRead = rows * beats(4 * columns);
    counts.dramWrite = rows * (columns + 2 * chunks + 8);
    counts.buffers = 2 * rows * chunks * (chunkKeys + 2);
    return counts;
  }

  AccessCounts operator()(const isa::Post& post) const {
    const std::uint64_t rows = post.rows, columns = post.columns;
    const auto operand = [&](std::uint32_t isInt8) {
      return beats(columns * (isInt8 != 0 ? 1 : kValueBytes));
    };
    AccessCounts counts;
    counts.dramRead =
        rows * (operand(post.a8) + (post.residual != 0 ? operand(post.residual8) : 0));
    counts.dramWrite = rows * columns * ((post.write16 != 0 ? 2 : 0) + (post.write8 != 0 ? 1 : 0));
    counts.buffers = 2 * rows * columns * kValueBytes;
    if (post.normalise != 0) {
      counts.dramRead += beats(kGammaBetaBytes * columns);
      counts.buffers += (1 + rows) * columns * kGammaBetaBytes;
    }
    return counts;
  }

private:
  /// A vector meets all cells; operands move east, sums south, weights south row by row.
  template <class Product> AccessCounts ofProduct(const Product& product) const {
    const std::uint64_t tiles = std::uint64_t{product.kTiles} * product.nTiles;
    const std::uint64_t vectors = tiles * product.rows;
    const std::uint64_t partialSum =
        (16 + static_cast<std::uint64_t>(std::bit_width(rows_ - 1)) + 7) / 8;
    AccessCounts counts;
    counts.macs = vectors * rows_ * columns_;
    counts.registers = kOperandBytes * counts.macs;
    counts.neighbours = counts.macs * (1 + partialSum) + tiles * columns_ * rows_ * (rows_ + 1) / 2;
    counts.scratchpad = vectors * rows_ + tiles * rows_ * columns_;
    return counts;
  }

  /// Bytes of the beats that a run takes.
  std::uint64_t beats(std::uint64_t bytes) const { return ceilDiv(bytes, bus_) * bus_; }

  std::uint64_t rows_, columns_, bus_;
  const Config& config_;
};

} // namespace

AccessCounts& AccessCounts::operator+=(const AccessCounts& other) {
  macs += other.macs;
  registers += other.registers;
  neighbours += other.neighbours;
  scratchpad += other.scratchpad;
  accumulator += other.accumulator;
  buffers += other.buffers;
  dramRead += other.dramRead;
  dramWrite += other.dramWrite;
  return *this;
}

AccessCounts AccessCounts::times(std::uint64_t runs) const {
  return {.macs = macs * runs,
          .registers = registers * runs,
          .neighbours = neighbours * runs,
          .scratchpad = scratchpad * runs,
          .accumulator = accumulator * runs,
          .buffers = buffers * runs,
          .dramRead = dramRead * runs,
          .dramWrite = dramWrite * runs};
}

AccessCounts accessesOf(const PlannedCommand& command, const Config& config) {
  AccessCounts counts = std::visit(Counter(config), command.fields);
  const auto slots = [](const auto& fields) {
    return isa::formatOf<std::decay_t<decltype(fields)>>().slots;
  };
  counts.dramRead += std::uint64_t{isa::kSlotBytes} *
                     static_cast<std::uint64_t>(std::visit(slots, command.fields));
  return counts;
}

Energy energyOf(const AccessCounts& counts, const EnergyPrices& prices) {
  const auto priced = [](std::uint64_t count, double price) {
    return static_cast<double>(count) * price;
  };
  return {.mac = priced(counts.macs, prices.mac),
          .reg = priced(counts.registers, prices.reg),
          .neighbour = priced(counts.neighbours, prices.neighbour),
          .buffer = priced(counts.scratchpad + counts.accumulator + counts.buffers, prices.buffer),
          .dram = priced(counts.dramRead + counts.dramWrite, prices.dram)};
}

} // namespace weft
