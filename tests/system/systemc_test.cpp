// systemc_test.cpp: The same program on the SystemC bench and on the simulator of `weft run`.
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

namespace weft::testing {
namespace {

struct Case {
  const char* name;
  const char* workload;
  const char* memory;
};

void PrintTo(const Case& c, std::ostream* stream) { *stream << c.workload << " on " << c.memory; }

class SystemC : public ::testing::TestWithParam<Case> {
protected:
  DeviceRun runOn(const std::filesystem::path& simulator) {
    RtlOptions options;
    options.memory = parseMemory(GetParam().memory, compiled_.config);
    options.seed = 5;
    RtlDevice device = compiled_.device(simulator, options);
    return compiled_.run(device);
  }

  const Compiled compiled_{GetParam().workload};
};

TEST_P(SystemC, CountsTheSameCyclesAndWritesTheSameBytes) {
  const DeviceRun plain = runOn(tinySimulator());
  const DeviceRun systemC = runOn(WEFT_SYSTEMC_SIMULATOR);
  ASSERT_TRUE(plain.counters && systemC.counters);
  EXPECT_GT(plain.counters->cycles, 100U);
  EXPECT_EQ(systemC.counters->cycles, plain.counters->cycles);
  EXPECT_EQ(systemC.counters->engines, plain.counters->engines);
  // After an error the engines go on until the host, which polls at other times, has noticed.
  if (!plain.error) {
    EXPECT_TRUE(std::ranges::equal(std::span(systemC.counters->busySets).subspan(1),
                                   std::span(plain.counters->busySets).subspan(1)));
  }
  EXPECT_EQ(systemC.counters->operatorEnd, plain.counters->operatorEnd);
  EXPECT_EQ(systemC.counters->readBytes, plain.counters->readBytes);
  EXPECT_EQ(systemC.counters->writtenBytes, plain.counters->writtenBytes);
  EXPECT_EQ(systemC.error.has_value(), plain.error.has_value());
  EXPECT_EQ(compiled_.verdict(systemC), compiled_.verdict(plain));
  for (const TensorId id : compiled_.program.stored)
    EXPECT_TRUE(std::ranges::equal(systemC.tensors[id].bytes(), plain.tensors[id].bytes()))
        << "tensor " << id;
}

INSTANTIATE_TEST_SUITE_P(
    Workloads, SystemC,
    ::testing::Values(Case{"Default", "gemm:20x24x37,act=gelu", "latency=20,bytes=8"},
                      Case{"Ideal", "encoder:L=6,D=16,H=2,F=24", "ideal"},
                      Case{"NarrowAndStalling", "encoder:L=6,D=16,H=2,F=24",
                           "latency=5,bytes=3,stall=30"},
                      Case{"ReadError", "gemm:20x24x37", "latency=20,bytes=8,error=264"}),
    [](const auto& test) { return std::string(test.param.name); });

} // namespace
} // namespace weft::testing
