// trace_file_test.cpp: A trace holds its slices on the right tracks, submission after submission
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/trace_file.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace weft {
namespace {

using Json = nlohmann::json;

/// The array multiplies in cycles 3 to 9 of 10.
Timeline example() {
  Timeline timeline;
  timeline.cycles = 10;
  EngineStates states{};
  states[0] = 6;
  states[1] = 3;
  timeline.commands.push_back({1, 3, 9, 2, "MATMUL", "layer0.qkv", "rows 0..3", states});
  timeline.states = {{1, 1, 0, 3}, {1, 0, 3, 9}, {1, 1, 9, 10}};
  return timeline;
}

Json traceOf(const std::vector<Timeline>& submissions) {
  std::string text;
  writeTrace(submissions, "tiny4 gemm", [&](std::string_view more) { text += more; });
  return Json::parse(text).at("traceEvents");
}

std::vector<Json> slicesOn(const Json& trace, int track) {
  std::vector<Json> slices;
  for (const Json& event : trace)
    if (event.at("ph") == "X" && event.at("tid") == track)
      slices.push_back(event);
  return slices;
}

TEST(TraceFile, NamesTheProcessAndTwoTracksOfEveryEngine) {
  std::vector<std::string> names;
  for (const Json& event : traceOf({}))
    if (event.at("ph") == "M" && event.at("args").contains("name"))
      names.push_back(event.at("args").at("name"));
  EXPECT_EQ(names.size(), 11U);
  EXPECT_EQ(names[0], "tiny4 gemm");
  EXPECT_EQ(names[3], "array");
  EXPECT_EQ(names[4], "array: busy, stalls");
}

TEST(TraceFile, HoldsCommandsWithWhatTheyAre) {
  const auto slices = slicesOn(traceOf({example()}), 3);
  ASSERT_EQ(slices.size(), 1U);
  EXPECT_EQ(slices[0].at("name"), "layer0.qkv MATMUL rows 0..3");
  EXPECT_EQ(slices[0].at("ts"), 3);
  EXPECT_EQ(slices[0].at("dur"), 6);
  EXPECT_EQ(slices[0].at("args").at("command"), 2);
  EXPECT_EQ(slices[0].at("args").at("busy"), 6);
  EXPECT_EQ(slices[0].at("args").at("no_command"), 3);
  EXPECT_FALSE(slices[0].at("args").contains("memory_read"));
}

TEST(TraceFile, PutsSubmissionsOneBehindTheOther) {
  const auto states = slicesOn(traceOf({example(), example()}), 4);
  ASSERT_EQ(states.size(), 6U);
  EXPECT_EQ(states[1].at("name"), "busy");
  EXPECT_EQ(states[3].at("ts"), 10);
  EXPECT_EQ(states[5].at("ts"), 19);
}

TEST(TraceFile, WritesLongTimelinesInBlocks) {
  std::size_t blocks = 0, bytes = 0;
  const std::vector<Timeline> many(5000, example());
  writeTrace(many, "many", [&](std::string_view text) {
    ++blocks;
    bytes += text.size();
  });
  EXPECT_GT(blocks, 1U);
  EXPECT_LT(bytes / blocks, std::size_t{2} << 20);
}

} // namespace
} // namespace weft
