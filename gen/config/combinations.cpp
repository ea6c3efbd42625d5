// combinations.cpp: Rules between the keys of a configuration.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/combinations.hpp"

#include "gen/config/derived.hpp"
#include "gen/config/keys.hpp"
#include "gen/num/attention_formats.hpp"

#include <algorithm>

namespace weft {
namespace {

using Problems = std::vector<Problem>;

void atLeast(Problems& problems, const std::string& path, int value, int least,
             const std::string& reason) {
  if (value < least)
    problems.push_back({path, std::to_string(value), "at least " + std::to_string(least) + " here",
                        std::to_string(least), reason});
}

void memoryFitsBus(Problems& problems, const Config& config) {
  if (config.memory.bytes <= config.bus.bytes)
    return;
  const std::string limit = std::to_string(config.bus.bytes);
  problems.push_back({"memory.bytes", std::to_string(config.memory.bytes),
                      "1 to " + limit + " here", limit,
                      "The bus carries bus.bytes = " + limit + " bytes per cycle at most."});
}

/// The smallest power of two of KiB that gives `words` words of `wordBytes` bytes in each half.
int kibForWords(int words, int wordBytes) {
  int kib = 4;
  while (kib * 512 < words * wordBytes)
    kib *= 2;
  return kib;
}

/// Slabs begin at multiples of the bus width in k, blocks of int8 outputs in their columns; two of
/// them take turns.
int weightTilesOfTwoSlabs(const Config& config) {
  const auto aligned = [&](int side) { return alignedTiles(config.bus.bytes, side); };
  return static_cast<int>(2 * aligned(config.array.rows) * aligned(config.array.columns));
}

void scratchpadHoldsTiles(Problems& problems, const Config& config) {
  const int tiles = std::max(kSmallestWeightTiles, weightTilesOfTwoSlabs(config));
  const int weights = kibForWords(tiles * config.array.rows, config.array.columns);
  const int activations = kibForWords(kSmallestActivationWords, config.array.rows);
  atLeast(problems, "scratchpad.kib", config.scratchpad.kib, std::max(weights, activations),
          "Half of it must hold " + std::to_string(tiles) +
              " weight tiles of array.rows x array.columns bytes, the other half " +
              std::to_string(kSmallestActivationWords) + " words of array.rows bytes.");
}

void accumulatorHoldsTiles(Problems& problems, const Config& config) {
  int kib = 4;
  while (kib * 256 < kSmallestAccumulatorRows * config.array.columns)
    kib *= 2;
  atLeast(problems, "accumulator.kib", config.accumulator.kib, kib,
          "Each half must hold " + std::to_string(kSmallestAccumulatorRows / 2) +
              " rows of array.columns int32 sums.");
}

void unitHoldsChunk(Problems& problems, const Config& config) {
  if (attendsOnArray(config))
    return;
  atLeast(problems, "attention.multipliers", config.attention.multipliers, config.attention.chunk,
          "Each unit multiplies a byte of every key of a chunk at once.");
}

void chunkCoversArray(Problems& problems, const Config& config) {
  if (attentionUnit(config) == num::AttentionUnit::shared)
    atLeast(problems, "attention.chunk", config.attention.chunk,
            std::max(config.array.rows, config.array.columns),
            "Attention on the array adds up a chunk from whole tiles of it: a chunk has no fewer "
            "keys than array.rows and array.columns.");
}

void accumulatorHoldsKeys(Problems& problems, const Config& config) {
  if (attendsOnArray(config) && config.attention.maxKeys > num::kFewestHeldKeys)
    problems.push_back({"attention.max_keys", std::to_string(config.attention.maxKeys),
                        std::to_string(num::kFewestHeldKeys) + " here",
                        std::to_string(num::kFewestHeldKeys),
                        "Attention on the array has the accumulator's 32 bits, which hold the "
                        "values of so many keys."});
}

void scratchpadHoldsChunk(Problems& problems, const Config& config) {
  if (attentionUnit(config) == num::AttentionUnit::shared)
    atLeast(problems, "scratchpad.kib", config.scratchpad.kib,
            kibForWords(2 * num::kMostHeadSize, config.attention.chunk),
            "Half of it must hold the keys and the values of a chunk, " +
                std::to_string(num::kMostHeadSize) + " bytes each.");
}

void arrayMultipliesAttention(Problems& problems, const Config& config) {
  if (attentionUnit(config) == num::AttentionUnit::shared &&
      dataflowOf(config) != num::Dataflow::weightStationary)
    problems.push_back({"array.dataflow", '"' + config.array.dataflow + '"', "ws here", "ws",
                        "Attention on the array needs its results chunk by chunk, which only the "
                        "weight-stationary array gives."});
}

void sidesAtMost(Problems& problems, const Config& config, int most, const std::string& why) {
  const auto check = [&](const std::string& path, int side) {
    if (side > most)
      problems.push_back({path, std::to_string(side), "at most " + std::to_string(most) + " here",
                          std::to_string(most), why});
  };
  check("array.rows", config.array.rows);
  check("array.columns", config.array.columns);
}

void banksGiveTiles(Problems& problems, const Config& config) {
  if (dataflowOf(config) == num::Dataflow::noLocalReuse)
    sidesAtMost(problems, config, kWidestTileBanks,
                "Where nothing stays in the array, array.rows x array.columns weights are "
                "read in every cycle.");
}

void cellsHoldFilters(Problems& problems, const Config& config) {
  const std::string most = std::to_string(kWidestFilterArray);
  if (dataflowOf(config) == num::Dataflow::rowStationary)
    sidesAtMost(problems, config, kWidestFilterArray,
                "A cell of the row-stationary array holds a row of the filters of all "
                "columns; arrays of more than " +
                    most + " x " + most + " cells are not built.");
}

/// A rule and the keys it looks at.
struct Rule {
  std::vector<std::string> keys;
  void (*judge)(Problems&, const Config&);
};

const std::vector<Rule>& rules() {
  static const std::vector<Rule> all = {
      {{"memory.bytes", "bus.bytes"}, memoryFitsBus},
      {{"scratchpad.kib", "array.rows", "array.columns", "bus.bytes"}, scratchpadHoldsTiles},
      {{"accumulator.kib", "array.columns"}, accumulatorHoldsTiles},
      {{"attention.multipliers", "attention.chunk"}, unitHoldsChunk},
      {{"attention.chunk", "array.rows", "array.columns"}, chunkCoversArray},
      {{"attention.max_keys"}, accumulatorHoldsKeys},
      {{"array.dataflow", "attention.engine"}, arrayMultipliesAttention},
      {{"array.dataflow", "array.rows", "array.columns"}, banksGiveTiles},
      {{"array.dataflow", "array.rows", "array.columns"}, cellsHoldFilters},
      {{"scratchpad.kib", "attention.chunk"}, scratchpadHoldsChunk}};
  return all;
}

bool mentionsAny(const Problems& problems, const std::vector<std::string>& keys) {
  return std::any_of(problems.begin(), problems.end(), [&](const Problem& problem) {
    return std::find(keys.begin(), keys.end(), problem.path) != keys.end();
  });
}

} // namespace

std::vector<Problem> combinationProblems(const Config& config, const Problems& known) {
  Problems problems;
  for (const Rule& rule : rules())
    if (!mentionsAny(known, rule.keys))
      rule.judge(problems, config);
  return problems;
}

} // namespace weft
