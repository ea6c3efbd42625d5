// cli_test.cpp: Exit status and messages of the weft tool, as a user meets them
// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/weft_tool.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace weft::testing {
namespace {

TEST(Cli, HelpNamesEveryCommand) {
  const ToolResult result = weft("--help");
  EXPECT_EQ(result.status, 0);
  for (const char* command : {"config", "gen", "model", "quantize", "run"})
    EXPECT_NE(result.output.find(command), std::string::npos);
}

TEST(Cli, VersionNamesTheTools) {
  const ToolResult result = weft("--version");
  EXPECT_EQ(result.status, 0);
  EXPECT_NE(result.output.find("weft 0.1.0"), std::string::npos);
  EXPECT_NE(result.output.find("Verilator"), std::string::npos);
}

TEST(Cli, CommandsThatDoNotExistAreRefusedByName) {
  for (const char* command : {"sweep", "synth", "report"})
    expectRefused(std::string(command) + " base16 gemm:1x1x1", command);
  expectRefused("run base16 gemm:1x1x1 --backend tlm", "tlm");
}

TEST(Cli, StatisticsAreOfNamedTransformers) {
  const std::string file = scratch("statistics.json");
  const ToolResult result = weft("model --statistics bert-base:L=128,layers=1 --json " + file);
  ASSERT_EQ(result.status, 0) << result.output;
  EXPECT_NE(result.output.find("MHA act-to-act"), std::string::npos);
  const auto json = nlohmann::json::parse(std::ifstream(file));
  EXPECT_EQ(json["workload"], "bert-base:L=128,layers=1");
  EXPECT_EQ(json["statistics"]["operators"].size(), 9U);
  EXPECT_EQ(json["statistics"]["groups"].size(), 4U);
  EXPECT_EQ(json["statistics"]["total"]["flops"], 22421569536 / 12);
  EXPECT_EQ(json["survey_machine"]["total"]["cycles"], 48229632 / 12);
  expectRefused("model --statistics gemm:1x1x1", "statistics know bert-base");
  expectRefused("model --statistics gpt2:tokens=0", "nearest: 1");
}

TEST(Cli, WorkloadsAreRefusedWithTheReason) {
  expectRefused("run tiny4 gemm:0x4x4 --backend golden",
                "M must be 1 to 4096, got '0'; nearest: 1");
  expectRefused("run tiny4 gemm:4x4 --backend golden", "gemm");
  expectRefused("run tiny4 attention:L=4,S=4,D=300,H=1 --backend golden", "128");
  expectRefused("run tiny4 conv:3x3 --backend golden", "conv");
  expectRefused("run tiny4 gpt2:prompt=4,tokens=4 --backend golden", "gpt2");
}

TEST(Cli, ConfigurationsAreRefusedWithPathAndNearestValue) {
  expectRefused("config check tiny4 --override array.rows=5", "array.rows");
  expectRefused("config check nothing", "nothing");
  expectRefused("run ./missing.json gemm:1x1x1", "missing.json");
}

TEST(Cli, MemoryIsRefusedWithItsRange) {
  expectRefused("run tiny4 gemm:1x1x1 --memory bytes=99", "from 1 to 8");
  expectRefused("run tiny4 gemm:1x1x1 --memory latency=3,", "'' is not of the form KEY=VALUE");
}

TEST(Cli, OptionsAreRefusedBeforeAnythingRuns) {
  const std::string run = "run tiny4 gemm:1x1x1 ";
  expectRefused(run + "--seed=-1", "--seed: '-1' is no number from 0 to 18446744073709551615");
  expectRefused(run + "--seed 18446744073709551616", "--seed");
  expectRefused(run + "--check some", "--check: some not in {stored,all}");
  expectRefused(run + "--json /nowhere/r.json", "--json: there is no folder /nowhere");
  expectRefused(run + "--wave /nowhere/w.fst,from=1", "--wave: there is no folder /nowhere");
  expectRefused(run + "--wave w.fst,from=9,to=3", "from <= to");
  expectRefused(run + "--wave w.fst,from=99999999999999999999", "is not from=CYCLE");
}

TEST(Cli, AMissingToolIsNamedWithExitThree) {
  const std::string environment = "PATH=/nowhere WEFT_CACHE=" + scratch("toolless") + " ";
  const ToolResult result = shell(environment + WEFT_TOOL + " run tiny4 gemm:1x1x1 --quiet");
  EXPECT_EQ(result.status, 3) << result.output;
  EXPECT_NE(result.output.find("verilator: not found"), std::string::npos) << result.output;
}

TEST(Cli, AnAcceleratorErrorIsExitOneWithTheResult) {
  const std::string file = scratch("error1.json");
  const ToolResult result =
      weft("run tiny4 gemm:20x30x40 --memory error=264 --quiet --json " + file);
  EXPECT_EQ(result.status, 1) << result.output;
  const auto json = nlohmann::json::parse(std::ifstream(file));
  EXPECT_NE(json["error"].dump().find("READ_RESPONSE"), std::string::npos);
}

TEST(Cli, HelpDescribesEveryWorkload) {
  const ToolResult result = weft("run --help");
  EXPECT_EQ(result.status, 0);
  for (const char* workload : {"gemm:MxKxN", "attention:L=", "layernorm:", "softmax:", "add:",
                               "encoder:L=", "bert-base:", "bert-large:", "model:DIR"})
    EXPECT_NE(result.output.find(workload), std::string::npos) << workload;
}

std::uint64_t outputsChecked(const std::string& choice) {
  const std::string file = scratch("check.json");
  const ToolResult result =
      weft("run tiny4 encoder:L=5,D=8,H=2,F=12 --quiet --json " + file + " --check " + choice);
  EXPECT_EQ(result.status, 0) << result.output;
  return nlohmann::json::parse(std::ifstream(file))["outputs_checked"];
}

/// The schedules store every operator's output, so both choices compare the same elements.
TEST(Cli, CheckAllComparesEveryOperator) {
  constexpr std::uint64_t kL = 5, kD = 8, kF = 12;
  constexpr std::uint64_t kQkv = 3 * kL * kD, kContext = kL * kD, kProjected = kL * kD,
                          kNorms = 4 * kL * kD, kHidden = kL * kF, kFed = kL * kD;
  EXPECT_EQ(outputsChecked("all"), kQkv + kContext + kProjected + kNorms + kHidden + kFed);
  EXPECT_EQ(outputsChecked("stored"), outputsChecked("all"));
}

TEST(Cli, GoldenFillsWhatItCanAndNullElsewhere) {
  const std::string file = scratch("golden.json");
  const ToolResult result = weft("run tiny4 gemm:5x6x7 --backend golden --quiet --json " + file);
  EXPECT_EQ(result.status, 0) << result.output;
  const auto json = nlohmann::json::parse(std::ifstream(file));
  EXPECT_TRUE(json["cycles"].is_null());
  EXPECT_EQ(json["macs"], 5 * 6 * 7);
  EXPECT_EQ(json["operators"][0]["kind"], "matmul");
  EXPECT_GT(json["accuracy"]["cosine"], 0.99);
}

TEST(Cli, CommandsAreCheckedAndHaveNoCycles) {
  const std::string file = scratch("commands.json");
  const ToolResult result =
      weft("run tiny4 encoder:L=5,D=8,H=2,F=12 --backend commands --json " + file);
  EXPECT_EQ(result.status, 0) << result.output;
  EXPECT_NE(result.output.find("outputs checked, 0 mismatches"), std::string::npos);
  const auto json = nlohmann::json::parse(std::ifstream(file));
  EXPECT_EQ(json["backend"], "commands");
  EXPECT_EQ(json["outputs_checked"], outputsChecked("stored"));
  EXPECT_EQ(json["submission_count"], 1);
  EXPECT_GT(json["accuracy"]["cosine"], 0.99);
  for (const char* key : {"cycles", "limit_ratio", "engines"})
    EXPECT_TRUE(json[key].is_null()) << key;
  EXPECT_TRUE(json["dram"]["read_bytes"].is_null());
  EXPECT_TRUE(json["operators"][0]["cycles"].is_null());
}

TEST(Cli, OptionsOfASimulationNeedOne) {
  for (const char* backend : {"commands", "golden"})
    for (const char* option : {"--wave w.fst", "--trace t.json", "--memory error=4096"})
      expectRefused(std::string("run tiny4 gemm:4x4x4 --backend ") + backend + " " + option,
                    "needs --backend rtl");
}

TEST(Cli, GenTwiceIsByteIdenticalAndForeignFoldersAreSafe) {
  const std::string first = scratch("gen1"), second = scratch("gen2"), foreign = scratch("foreign");
  EXPECT_EQ(weft("gen tiny4 -o " + first + " --quiet").status, 0);
  EXPECT_EQ(weft("gen tiny4 -o " + first + " --quiet").status, 0);
  EXPECT_EQ(weft("gen tiny4 -o " + second + " --quiet").status, 0);
  EXPECT_EQ(std::system(("diff -r " + first + " " + second).c_str()), 0);
  EXPECT_EQ(weft("gen tiny4 --prefix mine_ -o " + first + " --quiet").status, 0);
  EXPECT_TRUE(std::filesystem::exists(first + "/rtl/mine_top.v"));
  EXPECT_FALSE(std::filesystem::exists(first + "/rtl/top.v")) << "stale";
  std::filesystem::create_directories(foreign);
  std::ofstream(foreign + "/precious.txt") << "keep";
  expectRefused("gen tiny4 -o " + foreign, "precious.txt");
  EXPECT_TRUE(std::filesystem::exists(foreign + "/precious.txt"));
}

} // namespace
} // namespace weft::testing
