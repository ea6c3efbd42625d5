// refusal_test.cpp: what does not fit is refused with the sizes
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/combinations.hpp"
#include "gen/config/read.hpp"
#include "gen/num/error.hpp"
#include "sw/compiler/layout.hpp"
#include "sw/compiler/matmul_tiling.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weft {
namespace {

template <class Call> std::string messageOf(Call call) {
  try {
    call();
  } catch (const DesignError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Refusal, OfAProductWhoseTileDoesNotFitTwice) {
  ArrayCapacity capacity = arrayCapacity(loadConfig("tiny4"));
  const MatmulShape shape{5, {4, 4}, {4, 4}, 1};
  EXPECT_EQ(messageOf([&] { chooseTiling(shape, capacity, 5); }), "accepted");
  capacity.weightWords = 7;
  EXPECT_EQ(messageOf([&] { chooseTiling(shape, capacity, 5); }),
            "matmul: one tile of 4 x 4 weights does not fit two slots of 3 weight words");
}

/// The sizes that the rules between keys accept suffice for every product, ragged and in heads.
TEST(Refusal, OfNoProductOnTheSmallestMemoriesOfAnyArrayAndBus) {
  Config config = loadConfig("tiny4");
  for (const int rows : {4, 8, 16, 32, 64})
    for (const int columns : {4, 8, 16, 32, 64})
      for (const int bus : {8, 16, 32, 64}) {
        config.array = {rows, columns};
        config.bus.bytes = bus;
        config.scratchpad.kib = config.accumulator.kib = 4;
        for (const Problem& problem : combinationProblems(config))
          (problem.path == "scratchpad.kib" ? config.scratchpad.kib : config.accumulator.kib) =
              std::stoi(problem.nearest);
        ASSERT_TRUE(combinationProblems(config).empty());
        for (const Columns& k : {Columns{75, 75}, Columns{1000, 1000}, Columns{90, 15}})
          for (const Columns& n : {Columns{34, 34}, Columns{500, 500}, Columns{120, 10}})
            EXPECT_NO_THROW(chooseTiling(MatmulShape{9, k, n, 1}, arrayCapacity(config), 9))
                << rows << " x " << columns << ", bus " << bus;
      }
}

TEST(Refusal, OfASegmentBeyondABaseRegister) {
  SegmentAllocator segment(64);
  EXPECT_EQ(messageOf([&] { segment.allocate(std::uint64_t{4095} << 20); }), "accepted");
  EXPECT_EQ(messageOf([&] { segment.allocate(std::uint64_t{2} << 20); }),
            "memory: the workload needs more than the 4 GiB that one base register reaches (4097 "
            "MiB so far)");
}

} // namespace
} // namespace weft
