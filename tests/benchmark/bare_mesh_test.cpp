// bare_mesh_test.cpp: The array alone builds and runs in the flags of a simulator
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "sw/benchmark/bare_mesh.hpp"

#include <gtest/gtest.h>

namespace weft::benchmark {
namespace {

TEST(BareMesh, BuildsAndRuns) { EXPECT_GT(bareMeshCyclesPerSecond(loadConfig("tiny4")), 0.0); }

} // namespace
} // namespace weft::benchmark
