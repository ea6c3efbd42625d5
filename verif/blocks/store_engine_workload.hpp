// store_engine_workload.hpp: What the store engine's bench stores: sums, channels, commands.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/store_engine/store_engine_model.hpp"
#include "gen/isa/engines.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/num/attention_formats.hpp"
#include "gen/num/integers.hpp"
#include "gen/num/random.hpp"

#include <algorithm>
#include <vector>

namespace weft::sim {

inline constexpr unsigned kRows = 1024, kParameterWords = 64, kActivationWords = 512;

/// Sums, channel records and random commands for one shape.
class StoreWorkload {
public:
  StoreWorkload(unsigned columns, unsigned busBytes, std::uint64_t seed)
      : busBytes_(busBytes), columns_(columns), random_(seed) {
    for (unsigned i = 0; i < kRows * columns; ++i)
      sums.push_back(static_cast<std::int32_t>(random_.normal(200'000, 0, -1'000'000, 1'000'000)));
    for (unsigned i = 0; i < kParameterWords * columns; ++i)
      channels.push_back({static_cast<std::int32_t>(random_.uniform(-50'000, 50'000)),
                          num::scaleFromReal(1e-4 * static_cast<double>(random_.uniform(1, 20)))});
  }

  isa::Store command(std::uint32_t columns, std::uint32_t rows, OutputType type,
                     Activation activation) {
    isa::Store store;
    store.base = static_cast<std::uint32_t>(random_.below(8));
    store.type = type;
    store.activation = activation;
    store.columns = columns;
    store.count1 = rows;
    const std::uint32_t pitch =
        (columns * isa::bytesOf(store.type) / busBytes_ + 1 + extra(3)) * busBytes_;
    store.stride1 = static_cast<std::int32_t>(pitch);
    store.offset = busBytes_ * extra(100);
    const std::uint32_t tiles = ceilDiv(columns, columns_);
    store.accumulatorStride = rows + extra(2);
    store.accumulatorStart = extra(kRows - tiles * store.accumulatorStride);
    store.parameterStart = extra(kParameterWords - tiles + 1);
    store.secondScale = num::scaleFromReal(3e-6).word;
    return store;
  }

  /// Any shape, type and activation; sometimes all three address levels, one of them backwards.
  isa::Store randomCommand() {
    const auto columns = static_cast<std::uint32_t>(random_.uniform(1, std::int64_t{5} * columns_));
    const auto rows = static_cast<std::uint32_t>(random_.uniform(1, 12));
    isa::Store store = command(columns, rows, isa::kKinds<OutputType>[random_.below(3)],
                               isa::kKinds<Activation>[random_.below(3)]);
    if (random_.chance(40)) {
      store.count2 = static_cast<std::uint32_t>(random_.uniform(1, 3));
      store.count3 = static_cast<std::uint32_t>(random_.uniform(1, 3));
      store.stride2 = static_cast<std::int32_t>(16 * busBytes_);
      store.stride3 = -store.stride1;
      store.offset += 4 * static_cast<std::uint32_t>(store.stride1);
      store.accumulatorStart = extra(40);
      store.accumulatorStride = 9 * rows;
    }
    return store;
  }

  /// Half of them to the scratchpad, where words may fall on words.
  isa::Store randomCommandToAnywhere() {
    isa::Store store = randomCommand();
    store.destination = isa::kKinds<isa::StoreTo>[random_.below(2)];
    if (store.destination == isa::StoreTo::activations) {
      store.start = extra(kActivationWords / 4);
      store.wordStep = extra(4);
    }
    return store;
  }

  /// Windows over a source that they cover wholly, in part or beyond its end.
  isa::Pool pooling(std::uint32_t columns, std::uint32_t lines, std::uint32_t perLine) {
    isa::Pool pool;
    pool.base = extra(8);
    pool.activation = random_.chance(50) ? Activation::relu : Activation::none;
    pool.columns = columns;
    pool.window = isa::kLeastWindow + extra(2);
    pool.padTop = extra(2);
    pool.padLeft = extra(2);
    pool.count1 = perLine;
    pool.count2 = lines;
    pool.sourceRows = std::max(1U, 2 * lines + extra(4) - std::min(2U, extra(4)));
    pool.sourceColumns = std::max(1U, 2 * perLine + extra(4) - std::min(2U, extra(4)));
    pool.stride1 = static_cast<std::int32_t>((columns / busBytes_ + 1 + extra(2)) * busBytes_);
    pool.stride2 = static_cast<std::int32_t>(perLine) * pool.stride1;
    pool.offset = busBytes_ * extra(100);
    const std::uint32_t tiles = ceilDiv(columns, columns_);
    pool.accumulatorStride = pool.sourceRows * pool.sourceColumns + extra(2);
    pool.accumulatorStart = extra(kRows - tiles * pool.accumulatorStride);
    pool.parameterStart = extra(kParameterWords - tiles + 1);
    return pool;
  }

  isa::Pool randomPool() {
    isa::Pool pool = pooling(1 + extra(3 * columns_), 1 + extra(4), 1 + extra(5));
    if (random_.chance(30)) {
      pool.count3 = 2;
      pool.stride3 = static_cast<std::int32_t>(pool.count2) * pool.stride2;
      pool.sourceRows *= 1 + extra(2);
      pool.accumulatorStart = 0;
      pool.accumulatorStride = pool.sourceRows * pool.sourceColumns;
    }
    return pool;
  }

  std::vector<StoredRun> runsOf(const isa::Pool& pool, num::Nonlinear nonlinear) const {
    return storedRuns(pool, {sums, channels, static_cast<int>(columns_), nonlinear});
  }

  std::vector<PlacedWord> wordsOf(const isa::Store& store, num::Nonlinear nonlinear,
                                  std::size_t wordBytes) const {
    return placedWords(store, {sums, channels, static_cast<int>(columns_), nonlinear}, wordBytes);
  }

  std::vector<StoredRun> runsOf(const isa::Store& store, num::Nonlinear nonlinear) const {
    return storedRuns(store, {sums, channels, static_cast<int>(columns_), nonlinear});
  }

  bool isInside(const auto& command) const {
    return staysOnChip(command, {sums, channels, static_cast<int>(columns_)});
  }

  std::vector<std::int32_t> sums;
  std::vector<ChannelRecord> channels;

private:
  std::uint32_t extra(std::uint32_t bound) {
    return static_cast<std::uint32_t>(random_.below(bound));
  }

  unsigned busBytes_;

protected:
  unsigned columns_;
  num::Random random_;
};

/// The DIVIDE that reads and writes what `store` does as int8.
inline isa::Divide dividing(const isa::Store& store) {
  isa::Divide divide;
  divide.base = store.base;
  divide.destination = store.destination;
  divide.offset = store.offset;
  divide.columns = std::min(store.columns, isa::kMostHeadSize);
  divide.count1 = store.count1;
  divide.count2 = store.count2;
  divide.count3 = store.count3;
  divide.stride1 = store.stride1;
  divide.stride2 = store.stride2;
  divide.stride3 = store.stride3;
  divide.accumulatorStart = store.accumulatorStart;
  divide.accumulatorStride = store.accumulatorStride;
  divide.start = store.start;
  divide.wordStep = store.wordStep;
  return divide;
}

/// The same with sums of rows. The first ones are 0, every power of two and its neighbours, and the
/// largest; the others what a softmax may find.
class DivideWorkload : public StoreWorkload {
public:
  DivideWorkload(unsigned columns, unsigned busBytes, std::uint64_t seed)
      : StoreWorkload(columns, busBytes, seed) {
    for (int power = 0; power < num::kRowSumBits; ++power)
      for (const std::uint32_t beside : {UINT32_MAX, 0U, 1U})
        rowSums.push_back((1U << power) + beside);
    rowSums.push_back(UINT32_MAX);
    while (rowSums.size() < num::kRememberedRows)
      rowSums.push_back(softmaxSum());
  }

  isa::Divide division(std::uint32_t columns, std::uint32_t rows) {
    return withFactors(dividing(command(columns, rows, OutputType::int8, Activation::none)));
  }

  isa::Divide randomDivision() { return withFactors(dividing(randomCommandToAnywhere())); }

  std::uint32_t softmaxSum() {
    constexpr unsigned kSmallest = 1U << 15;
    return static_cast<std::uint32_t>(random_.bits() >> (32 + random_.below(17))) | kSmallest;
  }

  /// Values of every magnitude, which leave no room for a bias.
  void widenSums() {
    for (std::int32_t& sum : sums)
      sum = random_.chance(10) ? (random_.chance(50) ? INT32_MIN : INT32_MAX)
                               : static_cast<std::int32_t>(random_.bits()) >> random_.below(32);
  }

  DivideSource source() const { return {sums, rowSums, static_cast<int>(columns_)}; }

  std::vector<std::uint32_t> rowSums;

private:
  /// Rows anywhere; mostly a scale that brings values of the bench into the range of an int8.
  isa::Divide withFactors(isa::Divide divide) {
    const std::uint32_t rows = divide.count1 * divide.count2 * divide.count3;
    const auto shift =
        static_cast<std::uint32_t>(random_.chance(30) ? random_.below(64) : random_.uniform(9, 25));
    divide.rowStart = static_cast<std::uint32_t>(random_.below(num::kRememberedRows - rows + 1));
    divide.outputScale =
        shift << num::Scale::kMultiplierBits | static_cast<std::uint32_t>(random_.below(1U << 26));
    return divide;
  }
};

} // namespace weft::sim
