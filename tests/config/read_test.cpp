// read_test.cpp: Every refusal of a configuration says path, value, range, nearest and reason.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/hash.hpp"
#include "gen/config/read.hpp"

#include "gen/num/error.hpp"
#include "tests/none_overrides.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

/// The lines of refusal for the preset tiny4 under these overrides.
std::vector<std::string> refusals(const std::vector<std::string>& overrides) {
  std::vector<std::string> lines;
  for (const Problem& problem : readConfig(presetText("tiny4"), "tiny4", overrides).problems)
    lines.push_back(problemText(problem));
  return lines;
}

using Lines = std::vector<std::string>;

template <class Call> std::string messageOf(Call call) {
  try {
    call();
  } catch (const DesignError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Read, AcceptsAPresetAndFillsDefaults) {
  const Config config = loadConfig("tiny4");
  EXPECT_EQ(config.array.rows, 4);
  EXPECT_EQ(config.attention.chunk, 16);
  EXPECT_EQ(config.bus.addressBits, 40);
  EXPECT_EQ(config.numerics.nonlinear, "accurate");
}

TEST(Read, RefusesAValueOutsideItsChoice) {
  EXPECT_EQ(refusals({"array.rows=12"}),
            Lines{"array.rows = 12: allowed 4, 8, 16, 32, 64; nearest 8. Rows of the systolic "
                  "array: products summed per cycle and column."});
}

TEST(Read, RefusesAValueOutsideItsRange) {
  EXPECT_EQ(refusals({"bus.address_bits=20"}),
            Lines{"bus.address_bits = 20: allowed 32 to 64; nearest 32. Width of the AXI4 "
                  "addresses."});
}

TEST(Read, RefusesAFractionAndAHugeNumber) {
  EXPECT_EQ(refusals({"array.rows=15.5"}),
            Lines{"array.rows = 15.5: allowed 4, 8, 16, 32, 64; nearest 16. Rows of the systolic "
                  "array: products summed per cycle and column."});
  EXPECT_EQ(refusals({"memory.latency=99999999999"}),
            Lines{"memory.latency = 99999999999: allowed 1 to 10000; nearest 10000. Simulated "
                  "memory: cycles from a read request to its first beat."});
}

TEST(Read, RefusesAWordForANumber) {
  EXPECT_EQ(refusals({"array.rows=many"}),
            Lines{"array.rows = \"many\": allowed 4, 8, 16, 32, 64. Rows of the systolic array: "
                  "products summed per cycle and column."});
}

TEST(Read, RefusesAnUnknownWordAndNamesTheNearest) {
  EXPECT_EQ(refusals({"numerics.nonlinear=i-bert"}),
            Lines{"numerics.nonlinear = \"i-bert\": allowed accurate or ibert; nearest ibert. GELU "
                  "by this project's own tables, or by the polynomials of I-BERT."});
}

TEST(Read, RefusesUnknownKeysAndNamesTheNearest) {
  EXPECT_EQ(refusals({"array.row=4"}),
            Lines{"array.row = 4: allowed the keys of the schema; nearest array.rows. No such "
                  "key."});
  EXPECT_EQ(refusals({"colour=1"}),
            Lines{"colour = 1: allowed the keys of the schema. No such key."});
}

TEST(Read, RefusesAValueInPlaceOfAnObject) {
  const ReadResult result = readConfig(R"({"name": "x", "array": 4})", "x");
  EXPECT_EQ(problemText(result.problems.front()),
            "array = 4: allowed an object; nearest {}. It holds keys of its own.");
}

TEST(Read, RefusesMissingKeys) {
  const ReadResult result = readConfig(R"({"name": "x"})", "x");
  ASSERT_EQ(result.problems.size(), 9u);
  EXPECT_EQ(problemText(result.problems.front()),
            "array.rows: allowed 4, 8, 16, 32, 64. Missing: Rows of the systolic array: products "
            "summed per cycle and column.");
}

TEST(Read, RefusesANameThatIsNoName) {
  EXPECT_EQ(refusals({"prefix=a-b"}),
            Lines{"prefix = \"a-b\": allowed a letter or _, then letters, digits, _, or nothing. "
                  "Text put before the name of every emitted module."});
}

TEST(Read, ReportsEverythingAtOnce) {
  EXPECT_EQ(messageOf([] {
              loadConfig("tiny4", {"array.rows=5", "post.lanes=3", "x=1", "memory.bytes=9"});
            }),
            "tiny4: 4 problems\n"
            "  x = 1: allowed the keys of the schema. No such key.\n"
            "  array.rows = 5: allowed 4, 8, 16, 32, 64; nearest 4. Rows of the systolic array: "
            "products summed per cycle and column.\n"
            "  post.lanes = 3: allowed 4, 8, 16, 32, 64; nearest 4. Values per cycle of residual "
            "addition and layer normalisation.\n"
            "  memory.bytes = 9: allowed 1 to 8 here; nearest 8. The bus carries bus.bytes = 8 "
            "bytes per cycle at most.");
}

/// A rule between keys says nothing while one of them is wrong by itself.
TEST(Read, JudgesNoCombinationWithAnIllegalKey) {
  EXPECT_EQ(refusals({"array.rows=60", "array.columns=64", "accumulator.kib=64"}).size(), 1U);
}

TEST(Read, RefusesAChunkThatItsUnitsDoNotHold) {
  EXPECT_EQ(refusals({"attention.chunk=32"}),
            Lines{"attention.multipliers = 16: allowed at least 32 here; nearest 32. Each unit "
                  "multiplies a byte of every key of a chunk at once."});
}

/// On the array a chunk is made of whole tiles, and the accumulator is as wide as it is.
TEST(Read, RefusesWhatAttentionOnTheArrayCannotHold) {
  EXPECT_EQ(refusals({"attention.engine=shared", "array.columns=32"}),
            Lines{"attention.chunk = 16: allowed at least 32 here; nearest 32. Attention on the "
                  "array adds up a chunk from whole tiles of it: a chunk has no fewer keys than "
                  "array.rows and array.columns."});
  EXPECT_EQ(refusals({"attention.engine=shared", "attention.max_keys=8192"}),
            Lines{"attention.max_keys = 8192: allowed 4096 here; nearest 4096. Attention on the "
                  "array has the accumulator's 32 bits, which hold the values of so many keys."});
  EXPECT_EQ(refusals({"attention.engine=shared", "attention.chunk=64"}),
            Lines{"scratchpad.kib = 16: allowed at least 32 here; nearest 32. Half of it must hold "
                  "the keys and the values of a chunk, 128 bytes each."});
  EXPECT_EQ(refusals({"attention.engine=shared", "attention.chunk=32"}), Lines{});
  EXPECT_EQ(refusals({"attention.engine=local"}).size(), 1U);
}

TEST(Read, RefusesAttentionOnAnArrayThatGivesNoChunks) {
  EXPECT_EQ(refusals({"array.dataflow=os"}), Lines{});
  EXPECT_EQ(
      refusals({"attention.engine=shared", "array.dataflow=os"}),
      Lines{"array.dataflow = \"os\": allowed ws here; nearest ws. Attention on the array "
            "needs its results chunk by chunk, which only the weight-stationary array gives."});
  EXPECT_EQ(refusals({"attention.engine=shared", "array.dataflow=rs"}).size(), 1U);
  EXPECT_EQ(refusals({"array.dataflow=sr"}).size(), 1U);
}

TEST(Read, RefusesARowStationaryArrayThatIsNotBuilt) {
  EXPECT_EQ(refusals({"array.dataflow=rs", "array.rows=16"}), Lines{});
  EXPECT_EQ(refusals({"array.dataflow=rs", "array.columns=32"}),
            Lines{"array.columns = 32: allowed at most 16 here; nearest 16. A cell of the "
                  "row-stationary array holds a row of the filters of all columns; arrays of more "
                  "than 16 x 16 cells are not built."});
  EXPECT_EQ(refusals({"array.dataflow=rs", "array.rows=32", "scratchpad.kib=64"}).size(), 1U);
}

TEST(Read, RefusesTilesThatNoBanksGiveAtOnce) {
  EXPECT_EQ(refusals({"array.dataflow=nlr", "array.rows=16", "array.columns=16",
                      "scratchpad.kib=64", "accumulator.kib=64"}),
            Lines{});
  EXPECT_EQ(
      refusals({"array.dataflow=nlr", "array.columns=32", "scratchpad.kib=64"}),
      Lines{"array.columns = 32: allowed at most 16 here; nearest 16. Where nothing stays in the "
            "array, array.rows x array.columns weights are read in every cycle."});
  EXPECT_EQ(
      refusals({"array.dataflow=nlr", "array.rows=32", "scratchpad.kib=64"}),
      Lines{"array.rows = 32: allowed at most 16 here; nearest 16. Where nothing stays in the "
            "array, array.rows x array.columns weights are read in every cycle."});
}

TEST(Read, RefusesMoreMemoryThanBus) {
  EXPECT_EQ(refusals({"memory.bytes=9"}),
            Lines{"memory.bytes = 9: allowed 1 to 8 here; nearest 8. The bus carries bus.bytes = 8 "
                  "bytes per cycle at most."});
}

TEST(Read, RefusesAScratchpadWithoutRoomForTiles) {
  EXPECT_EQ(refusals({"array.rows=64", "array.columns=64", "accumulator.kib=64"}),
            Lines{"scratchpad.kib = 16: allowed at least 32 here; nearest 32. Half of it must hold "
                  "4 weight tiles of array.rows x array.columns bytes, the other half 64 words of "
                  "array.rows bytes."});
}

TEST(Read, RefusesAScratchpadWithoutRoomForRunsOfTheBus) {
  EXPECT_EQ(
      refusals({"array.columns=8", "bus.bytes=64", "scratchpad.kib=8"}),
      Lines{"scratchpad.kib = 8: allowed at least 16 here; nearest 16. Half of it must hold "
            "256 weight tiles of array.rows x array.columns bytes, the other half 64 words of "
            "array.rows bytes."});
}

TEST(Read, RefusesAnAccumulatorWithoutRoomForTiles) {
  EXPECT_EQ(refusals({"array.columns=64", "accumulator.kib=8"}),
            Lines{"accumulator.kib = 8: allowed at least 16 here; nearest 16. Each half must hold "
                  "32 rows of array.columns int32 sums."});
}

TEST(Read, RefusesTextThatIsNoJsonObject) {
  EXPECT_TRUE(messageOf([] {
                readConfig("{\"a\": }", "bad.json");
              }).starts_with("bad.json: no JSON at byte 7: "));
  EXPECT_TRUE(messageOf([] {
                readConfig("{} // note", "bad.json");
              }).starts_with("bad.json: no JSON at byte 4: "));
  EXPECT_EQ(messageOf([] { readConfig("[1]", "bad.json"); }),
            "bad.json: must be a JSON object, is array");
}

TEST(Read, RefusesARepeatedKey) {
  EXPECT_EQ(messageOf([] { readConfig(R"({"array": {"rows": 4, "rows": 8}})", "bad.json"); }),
            "bad.json: key 'rows' appears twice in one object");
}

TEST(Read, RefusesOverridesThatAssignNothing) {
  EXPECT_EQ(messageOf([] { loadConfig("tiny4", {"array.rows"}); }),
            "override 'array.rows': must be PATH=VALUE");
  EXPECT_EQ(messageOf([] { loadConfig("tiny4", {"array..rows=4"}); }),
            "override 'array..rows=4': the path has an empty part");
  EXPECT_EQ(messageOf([] { loadConfig("tiny4", {"name.x=4"}); }),
            "override 'name.x=4': the path leads through a value");
}

TEST(Read, RefusesAnUnknownPresetAndAMissingFile) {
  EXPECT_EQ(messageOf([] { loadConfig("edge16"); }),
            "no preset 'edge16': known are tiny4, edge8, edge8s, base16, wide32, wide64, survey16, "
            "survey16t; nearest "
            "edge8. A "
            "file's name contains / or ends in .json.");
  EXPECT_EQ(messageOf([] { loadConfig("./absent.json"); }),
            "./absent.json: cannot be read: No such file or directory");
}

/// What the host takes is told by the machines that need one, and by no others.
TEST(Read, TheHostBelongsToMachinesWithoutSoftmax) {
  const Config config = loadConfig("tiny4", testing::noneOverrides());
  EXPECT_EQ(config.host.norm, 11);
  EXPECT_EQ(config.host.source, "of a test");
  EXPECT_EQ(refusals({"attention.engine=none"}).size(), 6U) << "every key of the block is missing";
  EXPECT_EQ(refusals({"host.gelu=5"}),
            Lines{"host.gelu = 5: allowed nothing here. Cycles of the host per element of GELU; "
                  "with attention.engine none."});
  EXPECT_EQ(refusals(testing::noneOverrides({"host.gelu=0"})),
            Lines{"host.gelu = 0: allowed 1 to 1000000; nearest 1. Cycles of the host per element "
                  "of GELU; with attention.engine none."});
  EXPECT_EQ(refusals(testing::noneOverrides({"attention.max_keys=8192"})).size(), 1U);
  EXPECT_EQ(refusals(testing::noneOverrides({"attention.chunk=32"})), Lines{});
}

/// A host of other speed is another machine; elsewhere nothing of it is hashed.
TEST(Read, TheHostIsHashedWhereItIs) {
  EXPECT_NE(configHash(loadConfig("tiny4", testing::noneOverrides())),
            configHash(loadConfig("tiny4", testing::noneOverrides({"host.gelu=6"}))));
  EXPECT_EQ(canonicalJson(loadConfig("tiny4")).find("host"), std::string::npos);
}

TEST(Read, OverridesReachOptionalBlocks) {
  EXPECT_EQ(loadConfig("tiny4", {"ram.read_latency=2"}).ram.readLatency, 2);
  EXPECT_EQ(loadConfig("tiny4", {"numerics.nonlinear=ibert"}).numerics.nonlinear, "ibert");
}

} // namespace
} // namespace weft
