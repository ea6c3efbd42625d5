// access_report.cpp: Accesses and energy by level as JSON and as text.
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/access_report.hpp"

#include <iomanip>
#include <ostream>

namespace weft::cli {

Json accessesJson(const AccessCounts& counts) {
  Json json;
  for (const AccessLevel& level : accessLevels()) {
    const Accesses accesses = level.of(counts);
    json[std::string(level.key)] = {{"words", accesses.words}, {"bytes", accesses.bytes}};
  }
  return json;
}

Json energyJson(const AccessCounts& counts, const EnergyPrices& prices) {
  const Energy energy = energyOf(counts, prices);
  return {{"unit", prices.unit},           {"mac", energy.mac},       {"register", energy.reg},
          {"neighbour", energy.neighbour}, {"buffer", energy.buffer}, {"dram", energy.dram},
          {"total", energy.total()}};
}

Json pricesJson(const EnergyPrices& prices) {
  Json json;
  json["name"] = prices.name;
  json["unit"] = prices.unit;
  for (std::size_t i = 0; i < energyLines().size(); ++i) {
    const EnergyLine& line = energyLines()[i];
    const EnergySource& source = prices.sources[i];
    json[line.key] = {{"price", prices.*line.price},
                      {"publication", source.publication},
                      {"table", source.table},
                      {"node", source.node}};
  }
  return json;
}

void printAccesses(std::ostream& out, const AccessCounts& counts) {
  out << std::left << std::setw(18) << "level" << std::right << std::setw(16) << "words"
      << std::setw(16) << "bytes"
      << "  a word is\n";
  for (const AccessLevel& level : accessLevels()) {
    const Accesses accesses = level.of(counts);
    out << std::left << std::setw(18) << level.key << std::right << std::setw(16) << accesses.words
        << std::setw(16) << accesses.bytes << "  " << level.meaning << '\n';
  }
}

} // namespace weft::cli
