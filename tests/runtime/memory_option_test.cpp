// memory_option_test.cpp: What --memory accepts and how it refuses
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "gen/num/error.hpp"
#include "sw/runtime/memory_option.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

std::string refusal(const std::string& text) {
  try {
    parseMemory(text, loadConfig("base16"));
  } catch (const DesignError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(MemoryOption, ReadsEveryKey) {
  const MemoryOption memory =
      parseMemory("latency=300,bytes=8,stall=25,error=0x40", loadConfig("base16"));
  EXPECT_EQ(memory.latency, 300U);
  EXPECT_EQ(memory.bytes, 8U);
  EXPECT_EQ(memory.stallPercent, 25U);
  EXPECT_EQ(memory.errorOffset, 64U);
}

TEST(MemoryOption, AbsentKeysKeepTheConfiguration) {
  const MemoryOption memory = parseMemory("latency=7", loadConfig("base16"));
  EXPECT_EQ(memory.latency, 7U);
  EXPECT_EQ(memory.bytes, 16U);
}

TEST(MemoryOption, IdealIsOneCycleAndNoBudget) {
  const MemoryOption memory = parseMemory("ideal", loadConfig("tiny4"));
  EXPECT_EQ(memory.latency, 1U);
  EXPECT_TRUE(memory.ideal());
}

TEST(MemoryOption, RefusesWithRangeAndNearest) {
  EXPECT_EQ(refusal("bytes=17"),
            "--memory: bytes = '17' must be a number from 1 to 16; nearest: 16");
  EXPECT_EQ(refusal("latency=0"),
            "--memory: latency = '0' must be a number from 1 to 100000; nearest: 1");
  EXPECT_EQ(refusal("stall=x"), "--memory: stall = 'x' must be a number from 0 to 99");
  EXPECT_EQ(refusal("latency"), "--memory: 'latency' is not of the form KEY=VALUE");
  EXPECT_EQ(
      refusal("speed=3"),
      "--memory: unknown key 'speed'; known: latency, bytes, stall, error, or the word ideal");
}

} // namespace
} // namespace weft
