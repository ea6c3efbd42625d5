// energy_prices_test.cpp: Built-in energy tables hold what their sources print, files are checked
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/energy_prices.hpp"

#include "gen/num/error.hpp"
#include "tests/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace weft {
namespace {

using Json = nlohmann::json;

/// A legal table in which every price differs.
Json legalTable() {
  Json table = {{"name", "mine"}, {"unit", "pJ"}};
  double price = 0.25;
  for (const EnergyLine& line : energyLines()) {
    table[line.key] = {{"price", price}, {"publication", "p"}, {"table", "t"}, {"node", "7 nm"}};
    price *= 2;
  }
  return table;
}

std::string refusal(const Json& table) {
  try {
    readEnergyPrices(table.dump(), "mine.json");
  } catch (const DesignError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(EnergyPrices, RelativeIsTheSurveysLadder) {
  const EnergyPrices& prices = relativePrices();
  EXPECT_EQ(prices.unit, "MAC");
  const double ladder[] = {1, 1, 2, 6, 200};
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_EQ(prices.*energyLines()[i].price, ladder[i]) << energyLines()[i].key;
}

TEST(EnergyPrices, Horowitz45FollowsFromThePrintedConstants) {
  const EnergyPrices& prices = horowitz45Prices();
  EXPECT_EQ(prices.unit, "pJ");
  EXPECT_DOUBLE_EQ(prices.mac, 0.2 + 0.1);
  EXPECT_DOUBLE_EQ(prices.reg, 8 * 0.009);
  EXPECT_DOUBLE_EQ(prices.neighbour, 2 * prices.reg);
  EXPECT_DOUBLE_EQ(prices.buffer, 20.0 / 8);
  EXPECT_DOUBLE_EQ(prices.dram, 1300.0 / 8);
}

TEST(EnergyPrices, EveryBuiltInLineNamesItsSource) {
  for (const std::string& name : energyPriceNames())
    for (const EnergySource& source : loadEnergyPrices(name).sources) {
      EXPECT_FALSE(source.publication.empty()) << name;
      EXPECT_FALSE(source.table.empty()) << name;
      EXPECT_FALSE(source.node.empty()) << name;
    }
}

TEST(EnergyPrices, ReadsAUsersFile) {
  const test::TemporaryFolder folder;
  const auto path = folder / "mine.json";
  test::writeBytes(path, legalTable().dump());
  const EnergyPrices prices = loadEnergyPrices(path.string());
  EXPECT_EQ(prices.name, "mine");
  EXPECT_EQ(prices.mac, 0.25);
  EXPECT_EQ(prices.reg, 0.5);
  EXPECT_EQ(prices.neighbour, 1);
  EXPECT_EQ(prices.buffer, 2);
  EXPECT_EQ(prices.dram, 4);
  EXPECT_EQ(prices.sources[4].node, "7 nm");
}

TEST(EnergyPrices, NamesEveryProblemAtOnce) {
  Json table = legalTable();
  table["unit"] = "pj";
  table["mac"]["price"] = 0;
  table["reg"]["price"] = -1;
  table["reg"]["nod"] = "45 nm";
  table["neighbour"].erase("table");
  table["buffer"] = 6;
  table.erase("dram");
  table["colour"] = "red";
  EXPECT_EQ(refusal(table),
            "mine.json: 8 problems\n"
            "  unit = \"pj\": allowed MAC or pJ; nearest pJ. Picojoules, or energies of one "
            "multiply-accumulate.\n"
            "  mac.price = 0: allowed above 0 to 1e9. One int8 multiply-accumulate.\n"
            "  reg.price = -1: allowed 0 to 1e9; nearest 0. One byte read or written in a register "
            "of a cell.\n"
            "  reg.nod = \"45 nm\": allowed price, publication, table, node; nearest node. No such "
            "key.\n"
            "  neighbour.table: allowed any text. Missing: Which table or figure holds it.\n"
            "  buffer = 6: allowed an object of price, publication, table, node. One byte read or "
            "written in an on-chip memory.\n"
            "  dram: allowed an object of price, publication, table, node. Missing: One byte read "
            "or written in off-chip memory.\n"
            "  colour = \"red\": allowed name, unit, mac, reg, neighbour, buffer, dram. No such "
            "key.");
}

TEST(EnergyPrices, InUnitsOfOneMacAMacCostsOne) {
  Json table = legalTable();
  table["unit"] = "MAC";
  EXPECT_EQ(refusal(table), "mine.json: 1 problem\n  mac.price = 0.25: allowed 1 with unit MAC; "
                            "nearest 1. One int8 multiply-accumulate.");
  table["mac"]["price"] = 1;
  EXPECT_EQ(refusal(table), "accepted");
}

TEST(EnergyPrices, RefusesPricesBeyondTheRangeAndWordsForPrices) {
  Json table = legalTable();
  table["dram"]["price"] = 2e9;
  table["reg"]["price"] = "cheap";
  EXPECT_EQ(
      refusal(table),
      "mine.json: 2 problems\n"
      "  reg.price = \"cheap\": allowed 0 to 1e9. One byte read or written in a register of a "
      "cell.\n"
      "  dram.price = 2000000000.0: allowed 0 to 1e9; nearest 1e9. One byte read or written "
      "in off-chip memory.");
}

TEST(EnergyPrices, NamesTheTablesThatExist) {
  try {
    loadEnergyPrices("horowitz");
    FAIL() << "accepted";
  } catch (const DesignError& error) {
    EXPECT_STREQ(error.what(),
                 "no energy table 'horowitz': known are relative, horowitz45; nearest "
                 "horowitz45. A file's name contains / or ends in .json.");
  }
}

} // namespace
} // namespace weft
