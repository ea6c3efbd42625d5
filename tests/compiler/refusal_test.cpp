// refusal_test.cpp: what does not fit is refused with the sizes
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "gen/num/error.hpp"
#include "sw/compiler/layout.hpp"
#include "sw/compiler/matmul_tiling.hpp"

#include <gtest/gtest.h>

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

TEST(Refusal, OfASegmentBeyondABaseRegister) {
  SegmentAllocator segment(64);
  EXPECT_EQ(messageOf([&] { segment.allocate(std::uint64_t{4095} << 20); }), "accepted");
  EXPECT_EQ(messageOf([&] { segment.allocate(std::uint64_t{2} << 20); }),
            "memory: the workload needs more than the 4 GiB that one base register reaches (4097 "
            "MiB so far)");
}

} // namespace
} // namespace weft
