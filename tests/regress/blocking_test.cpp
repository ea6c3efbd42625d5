// blocking_test.cpp: No constant that blocks something is without a class.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/keys.hpp"
#include "gen/config/read.hpp"
#include "sw/regress/blocking.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace weft::regress {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = WEFT_SOURCE_DIR;

/// Constants at which nothing begins anew, and why.
const std::map<std::string, std::string>& blockNothing() {
  static const std::map<std::string, std::string> all = {
      {"bus.address_bits", "a width"},
      {"bus.id_bits", "a width"},
      {"memory.latency", "drawn with the memory"},
      {"memory.bytes", "drawn with the memory"},
      {"ram.read_latency", "a delay; what it spaces is within the first rows of a block"},
      {"derived:arrayMacsPerCycle", "a rate"},
      {"derived:peakMacsPerCycle", "a rate"},
      {"derived:attentionMacsPerCycle", "a rate"},
      {"derived:attentionUnit", "a choice"},
      {"derived:dataflowOf", "a choice"},
      {"derived:nonlinearChoice", "a choice"},
      {"derived:attendsOnArray", "a choice"},
      {"derived:hasNonlinear", "a choice"},
      {"derived:hasConvolutions", "a choice"},
      {"derived:machineKind", "a choice"},
      {"host.dequantise", "a time"},
      {"host.quantise", "a time"},
      {"host.gelu", "a time"},
      {"host.softmax", "a time"},
      {"host.norm", "a time"},
      {"combinations:kSmallestActivationWords", "a rule for configurations"},
      {"combinations:kSmallestAccumulatorRows", "a rule for configurations"},
      {"combinations:kSmallestWeightTiles", "a rule for configurations"},
      {"combinations:kWidestFilterArray", "a rule for configurations"},
      {"combinations:kWidestTileBanks", "a rule for configurations"},
      {"derived:kFetchReadsInFlight", "reads of commands"},
      {"dma_reader:kWaiting", "runs in front of the splitter: any two rows fill it"},
      {"dma_writer:kWaiting", "runs in front of the splitter: any two rows fill it"},
      {"depths:kLoadsUnderWay", "commands: any product of two slabs fills it"},
      {"depths:kMatmulsUnderWay", "commands: any product of three slabs fills it"},
      {"depths:kMatmulsOfStayingSums", "commands: any product of five slabs fills it"},
      {"matmul_engine_model:matmulsUnderWay", "one of these two"},
      {"depths:kCommandsInEngine", "commands"},
      {"depths:kProbabilitiesUnderWay", "commands"},
      {"depths:kCommandWords", "commands"},
      {"depths:kLabelWords", "of every command"},
      {"depths:kShortBursts", "a part of bus.reads_in_flight"},
      {"region:kActivationSpace", "a name"},
      {"region:kWeightSpace", "a name"},
      {"region:kParameterSpace", "a name"},
      {"region:kAccumulatorSpace", "a name"},
      {"region:kRememberedSpace", "a name"},
      {"shared_tiling:kEach", "of the search for a tiling"},
      {"shared_tiling:kStep", "a cost"},
      {"row_stationary_array_model:kTapSlots",
       "taps of two passes: kernels of every width are drawn"},
      {"layout:kGuardBytes", "nobody touches them"},
      {"command_list:kAll", "no bound"},
      {"weight_source:kNotPacked", "a name"},
      {"lower_convolution:kNotPacked", "a name"},
      {"convolution_plan:kAllowedPart", "a cost"},
      {"convolution_tiling:kDecodeCycles", "a cost"},
      {"convolution_tiling:kArrayCommandCycles", "a cost"},
      {"matmul_estimate:kArrayCommandCycles", "a cost"},
      {"matmul_estimate:kCommandBytes", "a cost"},
      {"matmul_estimate:kDecodeCycles", "a cost"},
      {"matmul_estimate:kHandoverCycles", "a cost"},
      {"matmul_estimate:kLoadCommandCycles", "a cost"},
      {"program:kChecks", "of every program"},
      {"program:kConstantBase", "a name"},
      {"program:kSegmentCount", "of every program"},
      {"program:kTensorBase", "a name"},
      {"row_blocks:kTolerance", "of an estimate"},
      {"schedule_search:kFewCommands", "of the search for a schedule"},
      {"schedule_search:kMostKept", "of the search for a schedule"},
      {"schedule_search:kMostTried", "of the search for a schedule"},
  };
  return all;
}

std::string textOf(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// "file:name" of what `definition` finds in a source.
void collect(std::set<std::string>& found, const fs::path& file, const std::string& definition) {
  const std::regex pattern(definition);
  const std::string text = textOf(file);
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match)
    found.insert(file.stem().string() + ":" + (*match)[1].str());
}

std::vector<fs::path> sourcesBelow(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder))
    if (entry.path().extension() == ".hpp" || entry.path().extension() == ".cpp")
      files.push_back(entry.path());
  return files;
}

const std::string kInteger = R"((?:int|std::size_t|std::u?int\d+_t|SpaceId))";

/// Keys of the configuration, and what follows from it.
void collectOfConfiguration(std::set<std::string>& found) {
  for (const Key& key : configKeys())
    if (key.integer)
      found.insert(key.path);
  for (const char* file :
       {"gen/config/derived.hpp", "gen/config/combinations.hpp", "gen/blocks/depths.hpp"})
    for (const std::string& definition :
         {std::string(R"(\ninline (?:constexpr )?[\w:]+ (\w+)\(const Config& config\) \{)"),
          "\nconstexpr " + kInteger + R"( (\w+)\()",
          "\ninline constexpr " + kInteger + R"( (\w+) =)"})
      collect(found, kRoot / file, definition);
}

/// What may block: beside the configuration numbers of the compiler, depths and counts in hardware.
std::set<std::string> candidates() {
  std::set<std::string> found;
  collectOfConfiguration(found);
  for (const fs::path& file : sourcesBelow("sw/compiler"))
    collect(found, file, "\n *(?:static |inline )*constexpr " + kInteger + R"( (\w+)(?: =|,))");
  for (const char* folder : {"gen/blocks", "gen/prim", "gen/top", "gen/num"})
    for (const fs::path& file : sourcesBelow(folder))
      collect(
          found, file,
          "constexpr " + kInteger +
              R"( (\w*(?:Slots|Depth|Ahead|UnderWay|Waiting|Queue|QueueWords|InFlight|ChunkWords|ChunkKeys))\b)");
  return found;
}

std::set<std::string> classified() {
  std::set<std::string> names;
  for (const Blocking& each : blockings(loadConfig("tiny4")))
    names.insert(each.constants.begin(), each.constants.end());
  return names;
}

TEST(Blocking, EveryConstantHasAClassOrAReasonForNone) {
  const std::set<std::string> known = classified();
  const std::set<std::string> found = candidates();
  EXPECT_GT(found.size(), 40U);
  for (const std::string& name : found)
    EXPECT_TRUE(known.contains(name) || blockNothing().contains(name))
        << name << ": give it a row in sw/regress/blocking.cpp, or say here why it blocks nothing";
}

TEST(Blocking, NoNameIsStaleOrInBothLists) {
  const std::set<std::string> found = candidates();
  for (const std::string& name : classified()) {
    EXPECT_TRUE(found.contains(name)) << name << " is defined nowhere";
    EXPECT_FALSE(blockNothing().contains(name)) << name;
  }
  for (const auto& [name, reason] : blockNothing())
    EXPECT_TRUE(found.contains(name)) << name << " is defined nowhere";
}

TEST(Blocking, SizesFollowTheConfiguration) {
  const auto sizeOf = [](const std::string& name, const std::vector<std::string>& overrides) {
    for (const Blocking& each : blockings(loadConfig("base16", overrides)))
      if (each.name == name)
        return each.size;
    return std::int64_t{0};
  };
  EXPECT_EQ(sizeOf("query block", {}), 64);
  EXPECT_EQ(sizeOf("query block", {"attention.query_block=32"}), 32);
  EXPECT_EQ(sizeOf("array rows", {"array.rows=8"}), 8);
  EXPECT_EQ(sizeOf("accumulator half", {}), 2048);
  EXPECT_EQ(sizeOf("accumulator half", {"accumulator.kib=64"}), 512);
  EXPECT_EQ(sizeOf("weight slab", {}), 1024);
  EXPECT_EQ(sizeOf("attention lanes", {"attention.multipliers=64"}), 4);
  EXPECT_EQ(sizeOf("burst, int16", {}), 128);
}

} // namespace
} // namespace weft::regress
