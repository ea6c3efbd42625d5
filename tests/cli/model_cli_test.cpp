// model_cli_test.cpp: `weft model` as a user meets it, with no simulator anywhere
// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/weft_tool.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace weft::testing {
namespace {

using Json = nlohmann::json;

/// Runs the tool with an empty environment: no tool on PATH, no cache, no home.
int weftAlone(const std::string& arguments) {
  const std::string command =
      std::string("env -i PATH=/nonexistent HOME=/nonexistent WEFT_CACHE=/nonexistent ") +
      WEFT_TOOL + " " + arguments + " > /dev/null 2>&1";
  return WEXITSTATUS(std::system(command.c_str()));
}

Json resultOf(const std::string& arguments) {
  const std::string file = scratch("model.json");
  EXPECT_EQ(weftAlone(arguments + " --quiet --json " + file), 0) << arguments;
  return Json::parse(std::ifstream(file));
}

Json modelOf(const std::string& arguments) { return resultOf("model " + arguments); }

TEST(ModelCli, RowsSumToTheTotal) {
  for (const char* workload :
       {"gemm:37x50x40", "attention:L=70,S=40,D=24,H=3,mask=causal", "softmax:9x40",
        "layernorm:7x50", "encoder:L=40,D=32,H=2,F=40,layers=2,norm=pre", "bert-base:L=128"}) {
    const Json json = modelOf(std::string("base16 ") + workload);
    std::int64_t operators = 0;
    for (const Json& op : json["operators"]) {
      std::int64_t parts = 0;
      for (const auto& [cause, cycles] : op["cycles_by_cause"].items()) {
        EXPECT_GE(cycles.get<std::int64_t>(), 0) << workload << " " << op["name"] << " " << cause;
        parts += cycles.get<std::int64_t>();
      }
      EXPECT_EQ(parts, op["cycles"]) << workload << " " << op["name"];
      operators += op["cycles"].get<std::int64_t>();
    }
    EXPECT_EQ(operators, json["cycles"]) << workload;
    EXPECT_GE(json["cycles"], json["limit_cycles"]) << workload;
  }
}

TEST(ModelCli, SharesTheKeysOfARun) {
  const Json json = modelOf("tiny4 encoder:L=9,D=24,H=3,F=50");
  for (const char* key : {"weft", "config", "config_hash", "workload", "cycles", "macs",
                          "limit_cycles", "limit", "limit_ratio", "dram", "operators"})
    EXPECT_TRUE(json.contains(key)) << key;
  for (const char* key : {"read_bytes", "write_bytes", "minimum_bytes"})
    EXPECT_TRUE(json["dram"].contains(key)) << key;
  for (const char* key : {"name", "kind", "start", "end", "cycles", "limit_cycles", "macs"})
    EXPECT_TRUE(json["operators"][0].contains(key)) << key;
}

TEST(ModelCli, EnergyIsTheSumOfItsLevelsInTheUnitOfItsTable) {
  const Json relative = modelOf("tiny4 gemm:20x30x40");
  const Json picojoules = modelOf("tiny4 gemm:20x30x40 --energy horowitz45");
  EXPECT_EQ(relative["energy"]["unit"], "MAC");
  EXPECT_EQ(picojoules["energy"]["unit"], "pJ");
  for (const Json& json : {relative, picojoules}) {
    double sum = 0;
    for (const char* level : {"mac", "register", "neighbour", "buffer", "dram"})
      sum += json["energy"][level].get<double>();
    EXPECT_DOUBLE_EQ(sum, json["energy"]["total"].get<double>());
    EXPECT_EQ(
        json["energy"]["dram"].get<double>(),
        json["prices"]["dram"]["price"].get<double>() *
            (json["dram"]["read_bytes"].get<double>() + json["dram"]["write_bytes"].get<double>()));
  }
}

/// From the same commands: of a run that executed them, and of the model that only planned them.
TEST(ModelCli, ReportsTheAccessesOfARun) {
  for (const char* arguments :
       {"tiny4 gemm:9x20x13", "tiny4 encoder:L=9,D=24,H=3,F=50",
        "tiny4 attention:L=9,S=40,D=8,H=2 --override attention.engine=shared"}) {
    const Json model = modelOf(arguments);
    const Json run = resultOf(std::string("run --backend commands ") + arguments);
    EXPECT_EQ(model["accesses"], run["accesses"]) << arguments;
    ASSERT_EQ(model["operators"].size(), run["operators"].size());
    for (std::size_t i = 0; i < run["operators"].size(); ++i)
      EXPECT_EQ(model["operators"][i]["accesses"], run["operators"][i]["accesses"]) << arguments;
    for (const char* level :
         {"array_registers", "neighbours", "scratchpad", "accumulator", "memory"})
      EXPECT_GT(model["accesses"][level]["bytes"], 0) << arguments << " " << level;
  }
  EXPECT_TRUE(resultOf("run --backend golden tiny4 gemm:9x20x13")["accesses"].is_null());
}

TEST(ModelCli, PricesTemporalMachinesByTheSameLadder) {
  for (const char* machine : {"simd", "simt"}) {
    const Json json = modelOf(std::string("tiny4 encoder:L=9,D=24,H=3,F=50 --temporal ") + machine);
    EXPECT_EQ(json["temporal"]["name"], machine);
    EXPECT_EQ(json["temporal"]["lanes"], 16);
    EXPECT_EQ(json["energy"]["register"], json["accesses"]["register_file"]["bytes"]);
    EXPECT_EQ(json["energy"]["neighbour"], 0);
    EXPECT_EQ(json["energy"]["buffer"].get<double>(),
              6 * json["accesses"]["global_buffer"]["bytes"].get<double>());
    std::uint64_t cycles = 0;
    for (const Json& op : json["operators"])
      cycles += op["cycles"].get<std::uint64_t>();
    EXPECT_EQ(cycles, json["cycles"]);
  }
}

TEST(ModelCli, RefusesWhatATemporalMachineHasNot) {
  expectRefused("model tiny4 gemm:4x4x4 --temporal vliw", "simd");
  expectRefused("model tiny4 gemm:4x4x4 --temporal simd --memory latency=1,bytes=8,stall=5",
                "--temporal: stall=");
  expectRefused("model --statistics bert-base:L=128 --temporal simd", "--temporal");
}

/// Schedules are followed as they are made, not held.
TEST(ModelCli, TakesLittleMemoryForTheLargestWorkloads) {
  for (const char* arguments :
       {"base16 gemm:4096x2048x65536",
        "tiny4 attention:L=4096,S=65536,D=16,H=8 --override attention.max_keys=65536 "
        "--override attention.query_block=16"})
    EXPECT_EQ(shell("ulimit -v 500000; " WEFT_TOOL " model " + std::string(arguments) + " --quiet")
                  .status,
              0)
        << arguments;
}

TEST(ModelCli, RefusesMoreKeysThanTheMachineHolds) {
  for (const char* command : {"model", "run --backend golden", "run"})
    expectRefused(std::string(command) + " tiny4 attention:L=1,S=4097,D=1,H=1",
                  "attention: 4097 keys, attention.max_keys allows 1 to 4096; nearest: 4096");
}

/// 48 GiB of weights are not drawn to learn that they do not fit.
TEST(ModelCli, RefusesMoreThanAnAddressReachesBeforeNumbersAreDrawn) {
  for (const std::string command : {"model", "run --backend golden", "run"}) {
    const ToolResult result = shell("timeout 60 " WEFT_TOOL " " + command +
                                    " base16 encoder:L=1,D=4096,H=64,F=16384,layers=256");
    EXPECT_EQ(result.status, 2) << command;
    EXPECT_NE(result.output.find("4 GiB"), std::string::npos) << result.output;
  }
}

TEST(ModelCli, PrintsOneRowForWhatLayersRepeat) {
  const std::string text = weft("model tiny4 encoder:L=9,D=24,H=3,F=50,layers=3").output;
  EXPECT_NE(text.find("layer*.qkv"), std::string::npos) << text;
  EXPECT_EQ(text.find("layer1.qkv"), std::string::npos) << text;
  EXPECT_NE(weft("model tiny4 encoder:L=9,D=24,H=3,F=50").output.find("layer0.qkv"),
            std::string::npos);
}

TEST(ModelCli, RefusesWhatItHasNoModelOf) {
  EXPECT_EQ(weftAlone("model base16 conv:3x3"), 2);
  EXPECT_EQ(weftAlone("model base16 gemm:1x1x1 --memory error=64"), 2);
  EXPECT_EQ(weftAlone("model base16 gemm:1x1x1 --energy nothing"), 2);
  for (const char* option : {"--memory ideal", "--energy horowitz45", "--override bus.bytes=8"})
    EXPECT_EQ(weftAlone(std::string("model --statistics bert-base:L=128 ") + option), 2) << option;
}

} // namespace
} // namespace weft::testing
