// energy_prices.hpp: What one multiply-accumulate and one moved byte cost, and who says so
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

namespace weft {

/// Where a price comes from.
struct EnergySource {
  std::string publication;
  std::string table; ///< table or figure, and how the price follows from it
  std::string node;  ///< technology, e.g. "45 nm, 0.9 V"
};

/// Prices of one set, all in the same unit.
///
/// `mac` is the price of one int8 multiply-accumulate into int32. The others are the price of one
/// byte read or written at that level. Published prices are for one access of one operand word; an
/// operand of this machine is one byte, so an access of an int32 partial sum costs four.
struct EnergyPrices {
  std::string name;
  std::string unit;                    ///< "MAC" (energy of one multiply-accumulate) or "pJ"
  double mac = 0;                      ///< one int8 multiply-accumulate
  double reg = 0;                      ///< one byte, register inside a cell
  double neighbour = 0;                ///< one byte, from cell to neighbouring cell
  double buffer = 0;                   ///< one byte, on-chip memory
  double dram = 0;                     ///< one byte, off-chip memory
  std::array<EnergySource, 5> sources; ///< in the order of energyLines()
};

/// One line of a table of prices.
struct EnergyLine {
  std::string key;             ///< in files and results: mac, reg, neighbour, buffer, dram
  double EnergyPrices::*price; ///< its member
  std::string meaning;         ///< one sentence
};

/// The five lines, from the cheapest to the dearest.
const std::array<EnergyLine, 5>& energyLines();

/// "relative": 1 / 1 / 2 / 6 / 200 in units of one MAC; the default.
const EnergyPrices& relativePrices();

/// "horowitz45": picojoules of a 45 nm process.
const EnergyPrices& horowitz45Prices();

/// Names of the built-in tables, the default first.
const std::vector<std::string>& energyPriceNames();

/// Reads a user's table: "name", "unit", and for every line an object of "price", "publication",
/// "table" and "node". Prices are 0 to 1e9 (mac: above 0; with unit "MAC" exactly 1). Throws
/// DesignError, naming `origin`, with every problem at once: path, value, allowed, nearest, reason.
EnergyPrices readEnergyPrices(const std::string& text, const std::string& origin);

/// The table that the command line calls `nameOrPath`: a path when it contains `/` or ends in
/// `.json`, else a built-in name. Throws DesignError as readEnergyPrices, or naming the tables.
EnergyPrices loadEnergyPrices(const std::string& nameOrPath);

} // namespace weft
