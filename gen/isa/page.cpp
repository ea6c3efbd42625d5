// page.cpp: A page of text in which names stand for facts.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/page.hpp"

#include "gen/isa/format.hpp"
#include "gen/isa/operands.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/num/error.hpp"

namespace weft::isa {
namespace {

std::string text(std::int64_t number) { return std::to_string(number); }

std::string upTo(std::int64_t count) { return "0 to " + text(count - 1); }

void addSizes(Facts& facts, const Machine& m) {
  facts.insert({{"ROWS", text(m.rows)},
                {"COLUMNS", text(m.columns)},
                {"RECORD_BYTES", text(kChannelRecordBytes)},
                {"ACTIVATION_WORDS", text(m.activationWords)},
                {"WEIGHT_WORDS", text(m.weightWords)},
                {"ACCUMULATOR_ROWS", text(m.accumulatorRows)},
                {"HALF_ROWS", text(m.accumulatorRows / 2)},
                {"PARAMETER_WORDS", text(m.parameterWords)},
                {"MAX_KEYS", text(m.maxKeys)},
                {"CHUNK", text(m.chunkKeys)},
                {"BUS", text(m.busBytes)},
                {"BURST", text(m.burstBeats)},
                {"ADDRESS_BITS", text(m.addressBits)},
                {"READS", text(m.readsInFlight)}});
  for (const LoadTo to : kKinds<LoadTo>)
    facts["WORD_BYTES_" + std::string(nameOf(to))] = text(wordBytes(to, m.rows, m.columns));
}

void addRanges(Facts& facts) {
  facts.insert({{"SLOT_BYTES", text(kSlotBytes)},
                {"LAST_TOKEN", text(kTokenCount - 1)},
                {"MOST_OF_A_TOKEN", text(kMostOfAToken)},
                {"LAST_BASE", text(kLastBase)},
                {"LONGEST_RUN", text(kLongestRun)},
                {"MOST_QUERIES", text(kMostQueries)},
                {"MOST_COLUMNS", text(kMostColumns)},
                {"MOST_GAMMA_SHIFT", text(kMostGammaShift)},
                {"WATCHDOG", text(kWatchdogReset)}});
}

} // namespace

Facts factsOf(const Machine& machine) {
  Facts facts;
  addSizes(facts, machine);
  addRanges(facts);
  return facts;
}

std::string filled(const std::string& page, const Facts& facts) {
  std::string result;
  std::size_t at = 0;
  for (std::size_t open = page.find('@'); open != std::string::npos; open = page.find('@', at)) {
    const std::size_t close = page.find('@', open + 1);
    const std::string name = page.substr(open + 1, close - open - 1);
    if (!facts.contains(name))
      throw InternalError("a page names '" + name + "', which is no fact");
    result += page.substr(at, open - at) + facts.at(name);
    at = close + 1;
  }
  return result + page.substr(at);
}

std::string unitText(Unit unit, const Machine& machine) {
  switch (unit) {
  case Unit::plain:
    break;
  case Unit::busBytes:
    return "multiples of " + text(machine.busBytes);
  case Unit::activationWord:
    return upTo(machine.activationWords);
  case Unit::weightWord:
    return upTo(machine.weightWords);
  case Unit::accumulatorRow:
    return upTo(machine.accumulatorRows);
  case Unit::parameterWord:
    return upTo(machine.parameterWords);
  case Unit::rememberedRow:
    return upTo(num::kRememberedRows);
  case Unit::destinationWord:
    return "words of the destination";
  case Unit::key:
    return "1 to " + text(machine.maxKeys);
  case Unit::scale:
    return "scale word";
  }
  return {};
}

} // namespace weft::isa
