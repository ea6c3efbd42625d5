// energy_prices.cpp: The built-in tables of energy prices
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/energy_prices.hpp"

#include "gen/config/problem.hpp"
#include "gen/config/text_file.hpp"
#include "gen/num/error.hpp"

namespace weft {
namespace {

EnergyPrices makeRelative() {
  const EnergySource source{
      "Chen, Emer, Sze, Eyeriss, ISCA 2016; repeated by Kim et al., arXiv 2302.14017",
      "energy of one access relative to one MAC: register file 1, array 2, global buffer 6, DRAM "
      "200",
      "commercial 65 nm, 16-bit words"};
  return {"relative", "MAC", 1, 1, 2, 6, 200, {source, source, source, source, source}};
}

EnergyPrices makeHorowitz45() {
  const std::string horowitz = "Horowitz, Computing's energy problem, ISSCC 2014";
  const std::string figure = "Fig. 1.1.9: ";
  const std::string node = "45 nm, 0.9 V";
  EnergyPrices prices{"horowitz45", "pJ", 0.3, 0.072, 0.144, 2.5, 162.5, {}};
  prices.sources = {{
      {horowitz, figure + "8-bit integer multiply 0.2 pJ plus 32-bit integer add 0.1 pJ", node},
      {"Shao et al., Aladdin, ISCA 2014, as tabulated by Accelergy",
       "register 0.009 pJ per bit, times 8", "40/45 nm, 1 ns"},
      {"Chen, Emer, Sze, Eyeriss, ISCA 2016", "array access 2 x register access, times reg above",
       "ratio of a 65 nm process"},
      {horowitz, figure + "32 KB cache 20 pJ per 64 bits, divided by 8", node},
      {horowitz, figure + "DRAM 1.3 nJ per 64 bits (low end of 1.3 to 2.6), divided by 8", node},
  }};
  return prices;
}

} // namespace

const std::array<EnergyLine, 5>& energyLines() {
  static const std::array<EnergyLine, 5> lines = {{
      {"mac", &EnergyPrices::mac, "One int8 multiply-accumulate."},
      {"reg", &EnergyPrices::reg, "One byte read or written in a register of a cell."},
      {"neighbour", &EnergyPrices::neighbour, "One byte from a cell to its neighbour."},
      {"buffer", &EnergyPrices::buffer, "One byte read or written in an on-chip memory."},
      {"dram", &EnergyPrices::dram, "One byte read or written in off-chip memory."},
  }};
  return lines;
}

const EnergyPrices& relativePrices() {
  static const EnergyPrices prices = makeRelative();
  return prices;
}

const EnergyPrices& horowitz45Prices() {
  static const EnergyPrices prices = makeHorowitz45();
  return prices;
}

const std::vector<std::string>& energyPriceNames() {
  static const std::vector<std::string> names = {relativePrices().name, horowitz45Prices().name};
  return names;
}

EnergyPrices loadEnergyPrices(const std::string& nameOrPath) {
  if (nameOrPath.find('/') != std::string::npos || nameOrPath.ends_with(".json"))
    return readEnergyPrices(readText(nameOrPath), nameOrPath);
  for (const EnergyPrices* prices : {&relativePrices(), &horowitz45Prices()})
    if (prices->name == nameOrPath)
      return *prices;
  const std::string nearest = nearestWord(nameOrPath, energyPriceNames());
  throw DesignError("no energy table '" + nameOrPath + "': known are " + energyPriceNames()[0] +
                    ", " + energyPriceNames()[1] + (nearest.empty() ? "" : "; nearest " + nearest) +
                    ". A file's name contains / or ends in .json.");
}

} // namespace weft
