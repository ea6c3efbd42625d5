// documents_test.cpp: Pages are complete, and say the numbers of their machine.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/documents.hpp"

#include "gen/isa/layout.hpp"
#include "gen/isa/page.hpp"
#include "gen/num/error.hpp"

#include <gtest/gtest.h>

namespace weft::isa {
namespace {

const Machine kMachine{.rows = 4,
                       .columns = 16,
                       .activationWords = 2048,
                       .weightWords = 512,
                       .accumulatorRows = 1024,
                       .parameterWords = 64,
                       .maxKeys = 4096,
                       .chunkKeys = 16,
                       .busBytes = 8,
                       .burstBeats = 16,
                       .addressBits = 40,
                       .readsInFlight = 32,
                       .constants = {{reg::kCapability, 0x1f0322}}};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Page, ReplacesNamesAndRefusesUnknownOnes) {
  EXPECT_EQ(filled("@A@ and @B@.", {{"A", "1"}, {"B", "two"}}), "1 and two.");
  EXPECT_THROW(filled("@C@", {{"A", "1"}}), InternalError);
}

TEST(Page, EveryNameOfEveryPageIsAFact) {
  Machine ibert = kMachine;
  ibert.nonlinear = num::Nonlinear::ibert;
  Machine convolves = kMachine;
  convolves.dataflow = num::Dataflow::rowStationary;
  for (const auto page : {drivingMarkdown, operandsMarkdown, arithmeticMarkdown})
    for (const Machine& machine : {kMachine, ibert, convolves})
      EXPECT_FALSE(contains(page(machine), "@"));
}

TEST(Pages, SayTheRangesOfTheirMachine) {
  const std::string commands = commandsMarkdown(kMachine);
  for (const char* row :
       {"| w6 | 31:0 | `activation_start` | 0 to 2047 |",
        "| w8 | 31:0 | `weight_start` | 0 to 511 |",
        "| w10 | 31:0 | `accumulator_start` | 0 to 1023 |",
        "| w13 | 31:0 | `parameter_start` | 0 to 63 |", "| w11 | 31:0 | `keys` | 1 to 4096 |"})
    EXPECT_TRUE(contains(commands, row)) << row;
  EXPECT_TRUE(contains(registersMarkdown(kMachine), "`CAPABILITY` | read only | 0x1f0322 |"));
  EXPECT_TRUE(contains(operandsMarkdown(kMachine), "| parameters | 64 | 16 channel records"));
}

TEST(Pages, SayWhereTilesBeginThatAreReadAtOnce) {
  const std::string rule = "All words of a weight tile are read at once";
  Machine machine = kMachine;
  EXPECT_FALSE(contains(operandsMarkdown(machine), rule));
  machine.dataflow = num::Dataflow::noLocalReuse;
  EXPECT_TRUE(contains(operandsMarkdown(machine), rule));
}

TEST(Pages, SayHowImagesLieWhereTheyAreConvolved) {
  Machine convolves = kMachine;
  convolves.dataflow = num::Dataflow::rowStationary;
  for (const auto page : {commandsMarkdown, operandsMarkdown, drivingMarkdown}) {
    EXPECT_TRUE(contains(page(convolves), "CONVOLVE"));
    EXPECT_FALSE(contains(page(kMachine), "CONVOLVE"));
  }
}

/// Addresses that a bus of another width would refuse are marked as such, all of them.
TEST(Pages, EveryOffsetStrideAndPitchIsAMultipleOfTheBus) {
  for (const CommandFormat& format : commandFormats())
    for (const Field& field : format.fields) {
      const bool bytes = field.meaning.starts_with("bytes") && field.name != "bytes";
      EXPECT_EQ(field.unit == Unit::busBytes, bytes) << format.name << '.' << field.name;
      const bool scale = contains(field.name, "scale") || contains(field.name, "Scale");
      EXPECT_EQ(field.unit == Unit::scale, scale) << format.name << '.' << field.name;
    }
}

TEST(Values, AreBoundedByTheirTable) {
  for (const CommandFormat& format : commandFormats())
    for (const Field& field : format.fields)
      if (!field.values.empty()) {
        EXPECT_EQ(field.least, 0U) << field.name;
        EXPECT_EQ(field.most, field.values.size() - 1) << field.name;
      }
}

} // namespace
} // namespace weft::isa
