// access_counts.cpp: What a schedule moves at each level of the memory hierarchy
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/access_counts.hpp"

#include "gen/blocks/load_engine/load_engine_model.hpp"
#include "gen/blocks/matmul_engine/convolve_model.hpp"
#include "gen/config/derived.hpp"
#include "gen/isa/format.hpp"
#include "gen/isa/operands.hpp"
#include "gen/num/attention_formats.hpp"
#include "gen/num/integers.hpp"
#include "sw/compiler/program.hpp"
#include "sw/perf/convolution_accesses.hpp"
#include "sw/timeline/attention_shape.hpp"

#include <algorithm>

namespace weft {
namespace {

constexpr std::uint64_t kScoreBytes = (num::kHeadScoreBits + 7) / 8;
constexpr std::uint64_t kAlignmentBytes = 1; ///< beside the probabilities of a chunk
constexpr std::uint64_t kChunkSumBytes =
    (num::kWeightedBits + num::log2Of(num::kMostChunkKeys) + 7) / 8;
constexpr std::uint64_t kRowSumBytes = num::kRowSumBits / 8;
constexpr std::uint64_t kExponentBytes = num::kChunkExponentBits / 8;
constexpr std::uint64_t kStateBytes = kRowSumBytes + kExponentBytes; ///< of a row
constexpr std::uint64_t kSumRecordBytes = 8; ///< sum and exponent of a softmax row in memory
constexpr std::uint64_t kValueBytes = 2;     ///< of the post engine
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
    const std::uint64_t words = runs * ceilDiv<std::uint64_t>(load.bytes, word);
    AccessCounts counts;
    counts.dramRead = read(load.bytes) * readRuns(load);
    if (load.destination == isa::LoadTo::parameters)
      counts.buffers = words * word;
    else
      counts.scratchpad = wordsOf(words, word);
    return counts;
  }

  AccessCounts operator()(const isa::Transpose& transpose) const {
    const std::uint64_t blocks = std::uint64_t{transpose.count2} * transpose.count3;
    const std::uint64_t words =
        blocks * roundUp<std::uint64_t>(transpose.bytes, std::max(rows_, columns_));
    const std::uint64_t runs = blocks * transpose.count1;
    AccessCounts counts;
    counts.dramRead = read(transpose.bytes) * runs;
    counts.buffers = runs * roundUp<std::uint64_t>(transpose.bytes, columns_) + words * columns_;
    counts.scratchpad = wordsOf(words, columns_);
    return counts;
  }

  AccessCounts operator()(const isa::Matmul& matmul) const {
    if (dataflowOf(config_) == num::Dataflow::rowStationary)
      return convolutionAccesses(asConvolution(matmul), config_);
    const bool sumsStay = dataflowOf(config_) == num::Dataflow::outputStationary;
    AccessCounts counts = ofArray(matmul);
    const std::uint64_t sums = std::uint64_t{matmul.nTiles} * matmul.rows;
    const std::uint64_t fresh = matmul.accumulate != 0 ? 0 : sums;
    const std::uint64_t passes = sumsStay ? sums : sums * matmul.kTiles;
    counts.accumulator = rowsOfSums(2 * passes - fresh);
    return counts;
  }

  AccessCounts operator()(const isa::Convolve& convolve) const {
    return convolutionAccesses(convolve, config_);
  }

  /// The tiles of a chunk are added up beside the accumulator, which is aligned once a chunk.
  AccessCounts operator()(const isa::Weigh& weigh) const {
    AccessCounts counts = ofProduct(weigh);
    const std::uint64_t parts = static_cast<std::uint64_t>(config_.attention.chunk) / rows_;
    const std::uint64_t sums = std::uint64_t{weigh.nTiles} * weigh.rows;
    const std::uint64_t fresh = weigh.accumulate != 0 ? 0 : sums;
    const std::uint64_t chunks = weigh.kTiles / parts;
    counts.accumulator = rowsOfSums(2 * sums * chunks - fresh);
    counts.buffers = 2 * sums * chunks * (parts - 1) * columns_ * kChunkSumBytes +
                     sums * weigh.kTiles * kAlignmentBytes;
    return counts;
  }

  AccessCounts operator()(const isa::Probabilities& command) const {
    const auto chunkKeys = static_cast<std::uint64_t>(config_.attention.chunk);
    const std::uint64_t chunks = command.rows * ceilDiv<std::uint64_t>(command.keys, chunkKeys);
    AccessCounts counts;
    counts.accumulator = rowsOfSums(rowsWithKeys(command));
    counts.scratchpad = wordsOf(chunks * chunkKeys / rows_, rows_);
    counts.buffers =
        chunks * (chunkKeys / rows_ * kAlignmentBytes + 2 * kStateBytes + kRowSumBytes);
    return counts;
  }

  AccessCounts operator()(const isa::Divide& divide) const {
    const std::uint64_t runs = std::uint64_t{divide.count1} * divide.count2 * divide.count3;
    const std::uint64_t vectors = runs * ceilDiv<std::uint64_t>(divide.columns, columns_);
    AccessCounts counts;
    counts.accumulator = rowsOfSums(vectors);
    counts.buffers = vectors * kRowSumBytes;
    if (divide.destination == isa::StoreTo::memory)
      counts.dramWrite = written(divide.columns) * runs;
    else
      counts.scratchpad = wordsOf(runs * ceilDiv<std::uint64_t>(divide.columns, rows_), rows_);
    return counts;
  }

  AccessCounts operator()(const isa::Store& store) const {
    const std::uint64_t runs = std::uint64_t{store.count1} * store.count2 * store.count3;
    const std::uint64_t vectors = runs * ceilDiv<std::uint64_t>(store.columns, columns_);
    AccessCounts counts;
    counts.accumulator = rowsOfSums(vectors);
    counts.buffers = vectors * columns_ * isa::kChannelRecordBytes;
    const std::uint64_t bytes = std::uint64_t{store.columns} * isa::bytesOf(store.type);
    if (store.destination == isa::StoreTo::memory)
      counts.dramWrite = written(bytes) * runs;
    else
      counts.scratchpad = wordsOf(runs * ceilDiv(bytes, rows_), rows_);
    return counts;
  }

  /// Every row of a window is read and scaled.
  AccessCounts operator()(const isa::Pool& pool) const {
    const std::uint64_t runs = std::uint64_t{pool.count1} * pool.count2 * pool.count3;
    const std::uint64_t vectors =
        runs * pool.window * pool.window * ceilDiv<std::uint64_t>(pool.columns, columns_);
    AccessCounts counts;
    counts.accumulator = rowsOfSums(vectors);
    counts.buffers = vectors * columns_ * isa::kChannelRecordBytes;
    counts.dramWrite = written(pool.columns) * runs;
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
      counts.dramRead += read(attention.headSize) * (each.queries + 2 * each.keys);
      counts.dramWrite += written(attention.headSize) * each.queries;
    }
    counts.registers = wordsOf(kFactors * counts.macs, kOperandBytes);
    return counts;
  }

  AccessCounts operator()(const isa::Softmax& softmax) const {
    const std::uint64_t rows = softmax.rows, columns = softmax.columns;
    const auto chunkKeys = static_cast<std::uint64_t>(config_.attention.chunk);
    const std::uint64_t chunks = ceilDiv(columns, chunkKeys);
    AccessCounts counts;
    counts.dramRead = read(kSumBytes * columns) * rows;
    counts.dramWrite =
        (written(columns) + written(kExponentBytes * chunks) + written(kSumRecordBytes)) * rows;
    counts.buffers = 2 * rows * chunks * (chunkKeys + 2);
    return counts;
  }

  AccessCounts operator()(const isa::Post& post) const {
    const std::uint64_t rows = post.rows, columns = post.columns;
    const auto operand = [&](std::uint32_t isInt8) {
      return read(columns * (isInt8 != 0 ? 1 : kValueBytes));
    };
    AccessCounts counts;
    counts.dramRead = operand(post.a8) * rows;
    if (post.residual != 0)
      counts.dramRead += operand(post.residual8) * rows;
    if (post.write16 != 0)
      counts.dramWrite += written(kValueBytes * columns) * rows;
    if (post.write8 != 0)
      counts.dramWrite += written(columns) * rows;
    counts.buffers = 2 * rows * columns * kValueBytes;
    if (post.normalise != 0) {
      counts.dramRead += read(kGammaBetaBytes * columns);
      counts.buffers += (1 + rows) * columns * kGammaBetaBytes;
    }
    return counts;
  }

private:
  /// A vector meets all cells; operands move east, sums south, weights south row by row.
  template <class Product> AccessCounts ofProduct(const Product& product) const {
    const std::uint64_t tiles = std::uint64_t{product.kTiles} * product.nTiles;
    const std::uint64_t vectors = tiles * product.rows;
    AccessCounts counts;
    counts.macs = vectors * rows_ * columns_;
    counts.registers = wordsOf(kFactors * counts.macs, kOperandBytes);
    counts.neighbours = wordsOf(counts.macs, kOperandBytes) +
                        wordsOf(counts.macs, movingSumBytes(rows_)) +
                        wordsOf(tiles * columns_ * rows_ * (rows_ + 1) / 2, kOperandBytes);
    counts.scratchpad = wordsOf(vectors, rows_) + wordsOf(tiles * rows_, columns_);
    return counts;
  }

  AccessCounts ofArray(const isa::Matmul& matmul) const {
    switch (dataflowOf(config_)) {
    case num::Dataflow::outputStationary:
      return ofStayingSums(matmul);
    case num::Dataflow::noLocalReuse:
      return ofNothingThatStays(matmul);
    default:
      return ofProduct(matmul);
    }
  }

  /// A vector and a tile of weights come from the scratchpad; sums move from adder to adder.
  AccessCounts ofNothingThatStays(const isa::Matmul& matmul) const {
    const std::uint64_t vectors =
        std::uint64_t{matmul.kTiles} * matmul.nTiles * std::uint64_t{matmul.rows};
    AccessCounts counts;
    counts.macs = vectors * rows_ * columns_;
    counts.neighbours = wordsOf(vectors * (rows_ - 1) * columns_, movingSumBytes(rows_));
    counts.scratchpad = wordsOf(vectors, rows_) + wordsOf(vectors * rows_, columns_);
    return counts;
  }

  /// Operands move east and south, a sum stays until it is complete, then it moves south. An
  /// activation waits to be turned.
  AccessCounts ofStayingSums(const isa::Matmul& matmul) const {
    const std::uint64_t tiles =
        std::uint64_t{matmul.nTiles} * ceilDiv<std::uint64_t>(matmul.rows, rows_);
    const std::uint64_t steps = tiles * matmul.kTiles * rows_;
    const std::uint64_t words = std::uint64_t{matmul.nTiles} * matmul.kTiles * matmul.rows;
    AccessCounts counts;
    counts.macs = steps * rows_ * columns_;
    counts.registers = wordsOf(kFactors * counts.macs, kOperandBytes) +
                       wordsOf(kOutAndIn * (counts.macs - tiles * rows_ * columns_), kSumBytes);
    counts.neighbours = wordsOf(kFactors * counts.macs, kOperandBytes) +
                        wordsOf(tiles * columns_ * rows_ * (rows_ + 1) / 2, kSumBytes);
    counts.scratchpad = wordsOf(words, rows_) + wordsOf(steps, columns_);
    counts.buffers = kOutAndIn * steps * rows_;
    return counts;
  }

  /// Accumulator rows that hold a key which their query sees: no other one is read.
  std::uint64_t rowsWithKeys(const isa::Probabilities& command) const {
    std::uint64_t rows = 0;
    for (std::int64_t row = 0; row < command.rows; ++row) {
      const std::int64_t sees = command.visible + (command.causal != 0 ? row : 0);
      rows += ceilDiv(static_cast<std::uint64_t>(std::clamp<std::int64_t>(sees, 0, command.keys)),
                      columns_);
    }
    return rows;
  }

  Accesses rowsOfSums(std::uint64_t rows) const { return wordsOf(rows, columns_ * kSumBytes); }

  /// A run of `bytes`, which begins with a beat.
  Accesses read(std::uint64_t bytes) const { return wordsOf(ceilDiv(bytes, bus_), bus_); }
  Accesses written(std::uint64_t bytes) const { return {ceilDiv(bytes, bus_), bytes}; }

  std::uint64_t rows_, columns_, bus_;
  const Config& config_;
};

/// Command slots on their way to the processor.
Accesses fetched(int slots, const Config& config) {
  const std::uint64_t bytes = std::uint64_t{isa::kSlotBytes} * static_cast<std::uint64_t>(slots);
  return {bytes / static_cast<std::uint64_t>(config.bus.bytes), bytes};
}

/// Takes a schedule as it is planned; keeps sums.
class OperatorAccesses : public CommandSink {
public:
  OperatorAccesses(std::size_t operators, const Config& config)
      : config_(config), counts_(operators) {
    counts_.front() = accessesOfCheck(config);
  }

  void append(const PlannedCommand& command) override {
    counts_[command.op] += accessesOf(command, config_);
  }
  void signal(std::size_t /*number*/, std::uint32_t /*tokens*/) override {}
  void close(std::size_t /*operators*/) override {}

  std::vector<AccessCounts> take() { return std::move(counts_); }

private:
  const Config& config_;
  std::vector<AccessCounts> counts_;
};

} // namespace

AccessCounts accessesOf(const PlannedCommand& command, const Config& config) {
  AccessCounts counts = std::visit(Counter(config), command.fields);
  const auto slots = [](const auto& fields) {
    return isa::formatOf<std::decay_t<decltype(fields)>>().slots;
  };
  counts.dramRead += fetched(std::visit(slots, command.fields), config);
  return counts;
}

AccessCounts accessesOfCheck(const Config& config) {
  AccessCounts counts;
  counts.dramRead = fetched(isa::formatOf<isa::Check>().slots, config);
  return counts;
}

std::vector<AccessCounts> accessesOf(const Graph& graph, const Config& config) {
  OperatorAccesses sink(graph.operators.size(), config);
  plan(graph, config, sink);
  return sink.take();
}

} // namespace weft
