// accesses.cpp: Reads and writes at each level of the memory hierarchy, and their energy
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/accesses.hpp"

#include "gen/num/integers.hpp"

#include <bit>

namespace weft {

Accesses& Accesses::operator+=(const Accesses& other) {
  words += other.words;
  bytes += other.bytes;
  return *this;
}

Accesses operator+(Accesses left, const Accesses& right) { return left += right; }

Accesses operator*(const Accesses& once, std::uint64_t times) {
  return {once.words * times, once.bytes * times};
}

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

const std::array<AccessLevel, 5>& accessLevels() {
  static const std::array<AccessLevel, 5> levels = {{
      {"array_registers", "an int8 operand at a multiplier, a sum that stays",
       [](const AccessCounts& counts) { return counts.registers; }},
      {"neighbours", "an operand or partial sum from cell to cell",
       [](const AccessCounts& counts) { return counts.neighbours; }},
      {"scratchpad", "an operand for every row, or column, of the array",
       [](const AccessCounts& counts) { return counts.scratchpad; }},
      {"accumulator", "an int32 sum for every column",
       [](const AccessCounts& counts) { return counts.accumulator; }},
      {"memory", "a beat of the bus", [](const AccessCounts& counts) { return counts.dram(); }},
  }};
  return levels;
}

std::uint64_t movingSumBytes(std::uint64_t rows) {
  return ceilDiv<std::uint64_t>(16 + static_cast<std::uint64_t>(std::bit_width(rows - 1)), 8);
}

namespace {

double priced(std::uint64_t count, double price) { return static_cast<double>(count) * price; }

} // namespace

Energy energyOf(const AccessCounts& counts, const EnergyPrices& prices) {
  return {.mac = priced(counts.macs, prices.mac),
          .reg = priced(counts.registers.bytes, prices.reg),
          .neighbour = priced(counts.neighbours.bytes, prices.neighbour),
          .buffer = priced(counts.scratchpad.bytes + counts.accumulator.bytes + counts.buffers,
                           prices.buffer),
          .dram = priced(counts.dram().bytes, prices.dram)};
}

Energy operandEnergyOf(const AccessCounts& counts, const EnergyPrices& prices) {
  constexpr std::uint64_t kRecordWordBytes = 4; // bias, scale
  return {.mac = priced(counts.macs, prices.mac),
          .reg = priced(counts.registers.words, prices.reg),
          .neighbour = priced(counts.neighbours.words, prices.neighbour),
          .buffer = priced(counts.scratchpad.bytes + counts.accumulator.bytes / kSumBytes +
                               counts.buffers / kRecordWordBytes,
                           prices.buffer),
          .dram = priced(counts.dram().bytes, prices.dram)};
}

} // namespace weft
