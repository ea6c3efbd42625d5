// energy_prices_read.cpp: From JSON text to a table of energy prices, or every reason against it.
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/energy_prices.hpp"

#include "gen/config/json_text.hpp"
#include "gen/config/problem.hpp"
#include "gen/num/error.hpp"

#include <algorithm>

namespace weft {
namespace {

constexpr double kHighestPrice = 1e9;

/// What the price of a line may be.
struct PriceRule {
  bool isMac;
  std::string unit;

  bool isOne() const { return isMac && unit == "MAC"; }
  bool allows(double value) const {
    return isOne() ? value == 1 : value <= kHighestPrice && (isMac ? value > 0 : value >= 0);
  }
  std::string text() const {
    return isOne() ? "1 with unit MAC" : isMac ? "above 0 to 1e9" : "0 to 1e9";
  }
  /// Nothing is nearest to "above 0" from below, nor to what is no number.
  std::string nearest(const Json& value) const {
    if (isOne())
      return "1";
    if (!value.is_number())
      return "";
    return value.get<double>() > kHighestPrice ? "1e9" : isMac ? "" : "0";
  }
};

/// Takes one key after the other out of an object and notes everything wrong with it.
class PriceReader {
public:
  explicit PriceReader(std::vector<Problem>& problems) : problems_(problems) {}

  std::string text(const Json& object, const std::string& prefix, const std::string& key,
                   const std::string& reason) {
    const auto found = object.find(key);
    if (found == object.end())
      note(prefix + key, "", "any text", "", "Missing: " + reason);
    else if (!found->is_string() || found->get<std::string>().empty())
      note(prefix + key, shownJson(*found), "any text", "", reason);
    else
      return found->get<std::string>();
    return "";
  }

  std::string unit(const Json& root) {
    static const std::vector<std::string> units = {"MAC", "pJ"};
    const std::string reason = "Picojoules, or energies of one multiply-accumulate.";
    const auto found = root.find("unit");
    if (found == root.end()) {
      note("unit", "", "MAC or pJ", "", "Missing: " + reason);
      return "";
    }
    if (found->is_string() && std::ranges::find(units, found->get<std::string>()) != units.end())
      return found->get<std::string>();
    note("unit", shownJson(*found), "MAC or pJ",
         found->is_string() ? nearestWord(found->get<std::string>(), units) : "", reason);
    return "";
  }

  double price(const Json& object, const EnergyLine& line, const std::string& unit) {
    const std::string path = line.key + ".price";
    const PriceRule rule{.isMac = line.key == "mac", .unit = unit};
    const auto found = object.find("price");
    if (found == object.end()) {
      note(path, "", rule.text(), rule.nearest(Json()), "Missing: " + line.meaning);
      return 0;
    }
    if (found->is_number() && rule.allows(found->get<double>()))
      return found->get<double>();
    note(path, shownJson(*found), rule.text(), rule.nearest(*found), line.meaning);
    return 0;
  }

  void unknownKeys(const Json& object, const std::string& prefix,
                   const std::vector<std::string>& known) {
    std::string list;
    for (const std::string& key : known)
      list += (list.empty() ? "" : ", ") + key;
    for (const auto& [key, value] : object.items())
      if (std::ranges::find(known, key) == known.end())
        note(prefix + key, shownJson(value), list, nearestWord(key, known), "No such key.");
  }

  void note(const std::string& path, const std::string& value, const std::string& allowed,
            const std::string& nearest, const std::string& reason) {
    problems_.push_back({path, value, allowed, nearest, reason});
  }

private:
  std::vector<Problem>& problems_;
};

void readLine(PriceReader& reader, const Json& root, std::size_t index, EnergyPrices& prices) {
  const EnergyLine& line = energyLines()[index];
  const auto found = root.find(line.key);
  const std::string members = "an object of price, publication, table, node";
  if (found == root.end())
    return reader.note(line.key, "", members, "", "Missing: " + line.meaning);
  if (!found->is_object())
    return reader.note(line.key, shownJson(*found), members, "", line.meaning);
  const std::string prefix = line.key + ".";
  prices.*line.price = reader.price(*found, line, prices.unit);
  EnergySource& source = prices.sources[index];
  source.publication = reader.text(*found, prefix, "publication", "Who published the price.");
  source.table = reader.text(*found, prefix, "table", "Which table or figure holds it.");
  source.node = reader.text(*found, prefix, "node", "Which technology it is for.");
  reader.unknownKeys(*found, prefix, {"price", "publication", "table", "node"});
}

} // namespace

EnergyPrices readEnergyPrices(const std::string& text, const std::string& origin) {
  const Json root = parseObject(text, origin);
  std::vector<Problem> problems;
  PriceReader reader(problems);
  EnergyPrices prices;
  prices.name = reader.text(root, "", "name", "What results call this table.");
  prices.unit = reader.unit(root);
  std::vector<std::string> known = {"name", "unit"};
  for (std::size_t i = 0; i < energyLines().size(); ++i) {
    readLine(reader, root, i, prices);
    known.push_back(energyLines()[i].key);
  }
  reader.unknownKeys(root, "", known);
  if (!problems.empty())
    throw DesignError(problemsText(origin, problems));
  return prices;
}

} // namespace weft
