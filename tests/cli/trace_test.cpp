// trace_test.cpp: `weft run --trace` and its tables agree with the counters
// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/weft_tool.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace weft::testing {
namespace {

using Json = nlohmann::ordered_json; // engines in the order of their tracks

struct Traced {
  Json result, events;
};

Traced traced(const std::string& arguments) {
  const std::string result = scratch("traced.json"), trace = scratch("trace.json");
  const ToolResult run =
      weft("run " + arguments + " --quiet --json " + result + " --trace " + trace);
  EXPECT_EQ(run.status, 0) << run.output;
  return {Json::parse(std::ifstream(result)), Json::parse(std::ifstream(trace))["traceEvents"]};
}

struct Slice {
  std::uint64_t begin, end;
  std::string name;
};

/// Sorted, by track.
std::map<int, std::vector<Slice>> slicesOf(const Json& events) {
  std::map<int, std::vector<Slice>> slices;
  for (const Json& event : events) {
    if (event["ph"] != "X")
      continue;
    const std::uint64_t begin = event["ts"];
    slices[event["tid"]].push_back(
        {begin, begin + event["dur"].get<std::uint64_t>(), event["name"]});
  }
  for (auto& [track, list] : slices)
    std::ranges::sort(list, {}, &Slice::begin);
  return slices;
}

void expectTraceToAgree(const Traced& run) {
  const std::uint64_t cycles = run.result["cycles"];
  const auto slices = slicesOf(run.events);
  std::uint64_t lastEnd = 0;
  for (const auto& [track, list] : slices)
    for (std::size_t i = 0; i < list.size(); ++i) {
      EXPECT_TRUE(i == 0 || list[i - 1].end <= list[i].begin) << "track " << track << " " << i;
      lastEnd = std::max(lastEnd, list[i].end);
    }
  EXPECT_EQ(lastEnd, cycles);
  int stateTrack = 2;
  for (const Json& engine : run.result["engines"]) {
    std::map<std::string, std::uint64_t> sums{{"busy", 0}};
    for (const Slice& slice : slices.at(stateTrack))
      sums[slice.name] += slice.end - slice.begin;
    EXPECT_EQ(sums["busy"], engine["busy"]);
    for (const auto& [reason, stalled] : engine["stalls"].items())
      EXPECT_EQ(sums[reason], stalled) << reason;
    stateTrack += 2;
  }
}

TEST(Trace, AgreesWithTheCounters) {
  expectTraceToAgree(traced("tiny4 encoder:L=6,D=16,H=2,F=20,layers=2"));
  expectTraceToAgree(traced("tiny4 gemm:20x30x40 --memory latency=30,bytes=3,stall=20"));
}

TEST(Trace, OfSeveralSubmissionsPutsThemInARow) {
  const Traced run = traced("tiny4 encoder:L=6,D=16,H=2,F=20,layers=3 --jobs 2");
  expectTraceToAgree(run);
  std::map<std::string, std::uint64_t> firstOf;
  for (const Json& event : run.events)
    if (event["ph"] == "X" && event["cat"] == "command")
      firstOf.try_emplace(event["args"]["operator"], event["ts"].get<std::uint64_t>());
  EXPECT_GE(firstOf.at("layer2.qkv"), 2 * run.result["cycles"].get<std::uint64_t>() / 3);
}

TEST(Trace, ChangesNothing) {
  const std::string workload = "tiny4 encoder:L=6,D=16,H=2,F=20", plain = scratch("plain.json");
  Json with = traced(workload).result;
  ASSERT_EQ(weft("run " + workload + " --quiet --json " + plain).status, 0);
  Json without = Json::parse(std::ifstream(plain));
  with.erase("simulation");
  without.erase("simulation");
  EXPECT_EQ(with, without);
}

TEST(Trace, IsRefusedWhereItCannotBe) {
  expectRefused("run tiny4 gemm:4x4x4 --trace /nowhere/t.json", "no folder /nowhere");
  expectRefused("run tiny4 gemm:4x4x4 --backend golden --trace t.json",
                "--trace needs --backend rtl");
  EXPECT_FALSE(std::filesystem::exists("t.json"));
}

TEST(Trace, LeavesNothingWhenTheRunIsRefused) {
  const std::string folder = scratch("trace_folder");
  std::filesystem::create_directories(folder);
  expectRefused("run tiny4 gemm:0x4x4 --trace " + folder + "/t.json", "M must be");
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

/// The JSON's operators share what the engines counted.
TEST(Tables, OperatorsShareTheEngines) {
  const Json result = traced("tiny4 encoder:L=6,D=16,H=2,F=20,layers=2").result;
  for (const auto& [name, engine] : result["engines"].items()) {
    std::uint64_t busy = 0;
    for (const Json& op : result["operators"])
      busy += op["engines"][name]["busy"].get<std::uint64_t>();
    EXPECT_EQ(busy, engine["busy"]) << name;
  }
  EXPECT_EQ(result["operators"][1]["engines"]["array"]["busy"], 0);
  EXPECT_GT(result["operators"][1]["engines"]["attention"]["busy"], 0);
}

TEST(Tables, PrintOperatorsAndEngines) {
  const ToolResult run = weft("run tiny4 encoder:L=6,D=16,H=2,F=20,layers=2");
  ASSERT_EQ(run.status, 0);
  for (const char* part : {"utilisation", "bottleneck", "busiest", "layer1.feed_forward2",
                           "array     layer*.qkv", "attention total", "no_command", "memory_read",
                           "1 submission (each sample)", "s wall", "s CPU", " 0 mismatches"})
    EXPECT_NE(run.output.find(part), std::string::npos) << part;
}

TEST(Tables, AreSilencedByQuiet) { EXPECT_EQ(weft("run tiny4 gemm:4x4x4 --quiet").output, ""); }

} // namespace
} // namespace weft::testing
