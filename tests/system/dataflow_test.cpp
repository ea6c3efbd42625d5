// dataflow_test.cpp: Machines with other arrays than the weight-stationary one, Verilated
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/machine.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

/// Every element that the machine stores is the golden model's, which knows of no machine.
void expectExact(const Config& config, const std::vector<std::string>& workloads) {
  RtlOptions options;
  options.memory = configuredMemory(config);
  const auto simulator = simulatorFor(config, SimulatorKind::watched, true).library;
  for (const std::string& text : workloads) {
    const testing::Compiled compiled(text, config);
    RtlDevice device = compiled.device(simulator, options);
    EXPECT_EQ(compiled.verdict(compiled.run(device)), "") << config.name << ": " << text;
  }
}

/// Rows one less than an array of 4, 8 or 16 rows to five more, one k tile and many.
const std::vector<std::string> kWorkloads = {"gemm:1x1x1",
                                             "gemm:3x4x5",
                                             "gemm:4x16x16,out=int32",
                                             "gemm:5x200x20,act=gelu",
                                             "gemm:9x3x70,bias=0",
                                             "gemm:17x33x40,act=relu,out=int16",
                                             "gemm:21x100x64",
                                             "attention:L=17,S=33,D=9,H=2,mask=causal",
                                             "layernorm:5x30",
                                             "add:9x33",
                                             "softmax:3x50",
                                             "conv:H=7,W=9,C=5,K=6,stride=2",
                                             "encoder:L=19,D=24,H=3,F=20,layers=2"};

/// Kernels, lines, channels and filters that the sides of the array do and do not divide.
const std::vector<std::string> kConvolutions = {
    "conv:H=8,W=6,C=4,K=4,R=7,S=7",
    "conv:H=9,W=5,C=3,K=5,R=3,S=3,act=relu",
    "conv:H=5,W=7,C=9,K=19",
    "conv:H=9,W=10,C=5,K=7,stride=2",
    "conv:H=17,W=9,C=17,K=6,R=2,S=5,stride=2",
    "conv:H=33,W=8,C=8,K=16,R=5,S=4,pad=3",
    "conv:H=18,W=20,C=7,K=9,R=6,S=1,stride=2,pool=max2",
    "conv:H=16,W=15,C=5,K=8,R=1,S=7,pool=max3",
    "conv:H=16,W=6,C=33,K=33,R=3,S=3,residual=1,act=relu",
    "conv:H=8,W=9,C=16,K=8,R=4,S=2,pool=average"};

Config machine(int rows, int columns, int latency, const std::string& dataflow) {
  return loadConfig(
      "tiny4", {"array.rows=" + std::to_string(rows), "array.columns=" + std::to_string(columns),
                "ram.read_latency=" + std::to_string(latency), "array.dataflow=" + dataflow});
}

TEST(Dataflow, SumsThatStayAreExact) {
  expectExact(machine(4, 4, 2, "os"), kWorkloads);
  expectExact(machine(8, 8, 1, "os"), kWorkloads);
}

TEST(Dataflow, SumsThatStayInRectangularArraysAreExact) {
  expectExact(machine(4, 16, 1, "os"), kWorkloads);
  expectExact(machine(16, 4, 2, "os"), kWorkloads);
}

TEST(Dataflow, WithoutLocalReuseIsExact) {
  expectExact(machine(4, 4, 2, "nlr"), kWorkloads);
  expectExact(machine(16, 16, 1, "nlr"), kWorkloads);
}

TEST(Dataflow, WithoutLocalReuseInRectangularArraysIsExact) {
  expectExact(machine(8, 4, 1, "nlr"), kWorkloads);
  expectExact(machine(4, 16, 2, "nlr"), kWorkloads);
}

TEST(Dataflow, RowsThatStayAreExact) {
  expectExact(machine(4, 4, 2, "rs"), kWorkloads);
  expectExact(machine(4, 4, 1, "rs"), kConvolutions);
  expectExact(machine(8, 8, 2, "rs"), kConvolutions);
}

TEST(Dataflow, RowsThatStayInRectangularArraysAreExact) {
  expectExact(machine(4, 16, 1, "rs"), kConvolutions);
  expectExact(machine(16, 4, 2, "rs"), kConvolutions);
  expectExact(machine(16, 4, 2, "rs"), kWorkloads);
}

} // namespace
} // namespace weft
