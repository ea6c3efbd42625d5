// jobs_test.cpp: `weft run --jobs`: the same results from several processes, and a clean end
// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/weft_tool.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

namespace weft::testing {
namespace {

using Json = nlohmann::json;

Json runJson(const std::string& arguments, const std::string& name) {
  const std::string file = scratch(name);
  const ToolResult result = weft("run " + arguments + " --quiet --json " + file);
  EXPECT_EQ(result.status, 0) << result.output;
  return Json::parse(std::ifstream(file));
}

TEST(Jobs, OutsideTheirRangeAreRefused) {
  for (const char* jobs : {"0", "-1", "257", "two"})
    expectRefused(std::string("run tiny4 gemm:4x4x4 --jobs ") + jobs, "--jobs");
  expectRefused("run tiny4 gemm:4x4x4 --jobs 2 --backend golden", "--backend rtl");
}

TEST(Jobs, RunCommandsWithoutTimeToo) {
  const Json json =
      runJson("tiny4 encoder:L=6,D=16,H=2,F=20,layers=3 --backend commands --jobs 2", "c.json");
  EXPECT_EQ(json["submission_count"], 3);
  EXPECT_EQ(json["mismatches"], 0);
  EXPECT_TRUE(json["cycles"].is_null());
}

TEST(Jobs, RunLayersFromTheGoldenStateAndSaySo) {
  const std::string workload = "tiny4 encoder:L=6,D=16,H=2,F=20,layers=3";
  const Json whole = runJson(workload, "whole.json"),
             layers = runJson(workload + " --jobs 2", "layers.json"),
             layer = runJson("tiny4 encoder:L=6,D=16,H=2,F=20", "layer.json");
  EXPECT_EQ(layers["jobs"], 2);
  EXPECT_EQ(layers["submissions"], "each layer from the golden state");
  EXPECT_EQ(layers["submission_count"], 3);
  EXPECT_EQ(whole["jobs"], 1);
  EXPECT_EQ(whole["submissions"], "each sample");
  EXPECT_EQ(whole["submission_count"], 1);
  EXPECT_EQ(layers["mismatches"], 0);
  for (const char* key : {"outputs_checked", "accuracy", "macs", "limit_cycles"})
    EXPECT_EQ(layers[key], whole[key]) << key;
  EXPECT_EQ(layers["cycles"], 3 * layer["cycles"].get<std::uint64_t>());
}

TEST(Jobs, OperatorsAndEnginesSumToTheCycles) {
  const Json json = runJson("tiny4 encoder:L=6,D=16,H=2,F=20,layers=3 --jobs 3", "sums.json");
  const std::uint64_t cycles = json["cycles"];
  std::uint64_t sum = 0;
  for (const Json& op : json["operators"]) {
    EXPECT_EQ(op["start"], sum);
    sum += op["cycles"].get<std::uint64_t>();
    EXPECT_EQ(op["end"], sum);
  }
  EXPECT_EQ(sum, cycles);
  for (const Json& engine : json["engines"]) {
    std::uint64_t states = engine["busy"];
    for (const Json& stall : engine["stalls"])
      states += stall.get<std::uint64_t>();
    EXPECT_EQ(states, cycles);
  }
}

TEST(Jobs, WriteTheOutputsOfTheLastLayer) {
  const std::string workload = "tiny4 encoder:L=6,D=16,H=2,F=20,layers=2 --quiet --output ";
  const std::string one = scratch("outputs1"), two = scratch("outputs2");
  EXPECT_EQ(weft("run " + workload + one).status, 0);
  EXPECT_EQ(weft("run " + workload + two + " --jobs 2").status, 0);
  EXPECT_EQ(shell("diff -r " + one + " " + two).output, "");
  EXPECT_FALSE(std::filesystem::is_empty(one));
}

TEST(Jobs, AnErrorOfALayerIsReportedWithTheResult) {
  const std::string file = scratch("error.json");
  const ToolResult result = weft("run tiny4 encoder:L=6,D=16,H=2,F=20,layers=4 --jobs 2 --memory "
                                 "latency=4,bytes=8,error=264 --json " +
                                 file);
  EXPECT_EQ(result.status, 1) << result.output;
  EXPECT_NE(result.output.find("READ_RESPONSE"), std::string::npos) << result.output;
  EXPECT_NE(Json::parse(std::ifstream(file))["error"].dump().find("READ_RESPONSE"),
            std::string::npos);
}

bool hasChildren(pid_t process) {
  const std::string id = std::to_string(process);
  std::string children;
  std::getline(std::ifstream("/proc/" + id + "/task/" + id + "/children"), children);
  return !children.empty();
}

TEST(Jobs, AnInterruptEndsTheChildrenAndLeavesNothing) {
  const std::string file = scratch("interrupted.json");
  weft("run tiny4 gemm:4x4x4 --quiet"); // the simulator is there
  const pid_t tool =
      startTool({WEFT_TOOL_PATH, "run", "tiny4", "encoder:L=512,D=64,H=2,F=256,layers=8", "--jobs",
                 "2", "--json", file.c_str(), "--quiet"});
  for (int i = 0; i < 600 && !hasChildren(tool); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  ASSERT_TRUE(hasChildren(tool));
  kill(tool, SIGTERM);
  int status = 0;
  ASSERT_EQ(waitpid(tool, &status, 0), tool);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_EQ(kill(-tool, 0), -1) << "a process of the group is left";
  EXPECT_FALSE(std::filesystem::exists(file));
}

} // namespace
} // namespace weft::testing
