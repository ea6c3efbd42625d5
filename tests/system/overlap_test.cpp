// overlap_test.cpp: Load, array and store engine work at the same time
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/machine.hpp"

#include "gen/isa/engines.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace weft {
namespace {

constexpr std::size_t setOf(isa::Engine engine) {
  return std::size_t{1} << static_cast<std::size_t>(engine);
}

/// Cycles in which all engines of `set` were busy.
std::uint64_t busyTogether(const DeviceCounters& counters, std::size_t set) {
  std::uint64_t cycles = 0;
  for (std::size_t busy = 0; busy < counters.busySets.size(); ++busy)
    cycles += (busy & set) == set ? counters.busySets[busy] : 0;
  return cycles;
}

/// What `gemm:128x768x768` counts on base16 with the memory of the preset.
DeviceCounters countersOnBase16() {
  const Config config = loadConfig("base16");
  const testing::Compiled compiled("gemm:128x768x768", config);
  RtlOptions options;
  options.memory = configuredMemory(config);
  RtlDevice device =
      compiled.device(simulatorFor(config, SimulatorKind::watched, true).library, options);
  const DeviceRun run = compiled.run(device);
  EXPECT_EQ(compiled.verdict(run), "");
  return run.counters.value_or(DeviceCounters{});
}

constexpr std::size_t kLoad = setOf(isa::Engine::load), kArray = setOf(isa::Engine::array),
                      kStore = setOf(isa::Engine::store);

TEST(Overlap, LoadArrayAndStoreAreBusyTogether) {
  const DeviceCounters counters = countersOnBase16();
  const std::uint64_t shortest =
      std::min({busyTogether(counters, kLoad), busyTogether(counters, kArray),
                busyTogether(counters, kStore)});
  ASSERT_GT(shortest, 0U);
  EXPECT_GE(10 * busyTogether(counters, kLoad | kArray | kStore), 8 * shortest);
}

TEST(Overlap, BusySetsAgreeWithTheCounters) {
  const testing::Compiled compiled("encoder:L=10,D=16,H=2,F=32");
  RtlDevice device = compiled.device(testing::tinySimulator(), testing::fastMemory());
  const DeviceRun run = compiled.run(device);
  ASSERT_EQ(compiled.verdict(run), "");
  for (std::size_t engine = 0; engine < kDeviceEngines; ++engine)
    EXPECT_EQ(busyTogether(*run.counters, std::size_t{1} << engine),
              run.counters->engines[engine][static_cast<std::size_t>(isa::State::busy)])
        << isa::kEngineNames[engine];
}

} // namespace
} // namespace weft
