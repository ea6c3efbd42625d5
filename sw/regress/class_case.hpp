// class_case.hpp: Runs drawn by classes: sizes around those at which something begins anew.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/regress/blocking.hpp"
#include "sw/regress/random_case.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace weft::regress {

/// Distances from a multiple of a blocking size: the size that just fits, those of the first few
/// of the next block.
inline constexpr int kLeastOffset = -1, kMostOffset = 5;
inline constexpr int kOffsets = kMostOffset - kLeastOffset + 1;

/// Sizes of one dimension at one distance from a multiple of one blocking size.
struct SizeClass {
  std::size_t blocking = 0; ///< index in `blockings`
  Dimension dimension;
  int offset = 0;
};

/// All classes, the same ones for every configuration, in the order of the table.
const std::vector<SizeClass>& sizeClasses();

/// "query block: attention L", without the offset.
std::string lineOf(const SizeClass& sizeClass);

/// How often each class was drawn, by line and offset.
using ClassTally = std::map<std::string, std::array<std::uint64_t, kOffsets>>;

struct ClassCase {
  Case test;
  std::vector<SizeClass> classes; ///< of its sizes; the first was the draw's turn
};

/// Draw `number` of a regression on `config`. Classes take turns in an order that the seed shuffles
/// anew for each round of all of them; one that the machine cannot have (no such size, or more
/// than `kMostCycles` for it alone) leaves its turn to the next. Other sizes are of a class too, or
/// small, so that classes meet in pairs. Memory is ideal, the configuration's, or slow. The same
/// for the same arguments.
ClassCase classCase(const Config& config, std::uint64_t regressionSeed, std::uint64_t number);

/// Cycles that the analytic model may predict for a run on the configuration's memory.
inline constexpr std::int64_t kMostCycles = 30'000;

/// Adds the classes of a case.
void note(ClassTally& tally, const std::vector<SizeClass>& classes);

/// A table: a row for each line of `sizeClasses`, a column for each offset.
std::string tallyText(const ClassTally& tally);

} // namespace weft::regress
