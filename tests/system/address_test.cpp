// address_test.cpp: Addresses that the bus lacks, and such that are no multiple of it
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/bare_machine.hpp"

namespace weft {
namespace {

using isa::ErrorCode;
using testing::BareMachine;

constexpr std::uint64_t kBeyond = std::uint64_t{1} << 40; ///< the first address that tiny4 lacks
constexpr std::uint32_t kBeat = 8;                        ///< bytes of its bus

struct Place {
  std::uint64_t base = BareMachine::kDataAddress;
  std::uint32_t limit = BareMachine::kDataBytes;
  std::uint64_t ring = 0;
};

/// The error of the one command, with base register 0 and the ring at this place.
template <class Command> ErrorCode errorOf(const Command& command, const Place& place = {}) {
  BareMachine machine;
  machine.write(isa::reg::base(0), static_cast<std::uint32_t>(place.base));
  machine.write(isa::reg::base(0) + 4, static_cast<std::uint32_t>(place.base >> 32));
  machine.write(isa::reg::limit(0), place.limit);
  machine.write(isa::reg::kRingBaseLow, static_cast<std::uint32_t>(place.ring));
  machine.write(isa::reg::kRingBaseLow + 4, static_cast<std::uint32_t>(place.ring >> 32));
  machine.append(command);
  machine.ringDoorbell();
  machine.start();
  EXPECT_TRUE(machine.waitUntilIdle());
  return machine.error();
}

isa::Load loadOf(std::uint32_t offset, std::uint32_t bytes) {
  return {.offset = offset, .bytes = bytes};
}

/// A POST walks its rows with hardware of its own.
isa::Post postOf(std::uint32_t offset, std::uint32_t pitch = 64, std::uint32_t rows = 1) {
  return {.aOffset = offset,
          .aPitch = pitch,
          .out16Pitch = 64,
          .rows = rows,
          .columns = 8,
          .write16 = 1,
          .scaleA = 24U << 26 | 1U << 24};
}

TEST(Addresses, WithBitsThatTheBusLacksAreRefused) {
  EXPECT_EQ(errorOf(loadOf(0, kBeat)), ErrorCode::none);
  EXPECT_EQ(errorOf(postOf(0)), ErrorCode::none);
  for (const std::uint64_t base : {kBeyond, kBeyond << 23, kBeyond | BareMachine::kDataAddress}) {
    EXPECT_EQ(errorOf(loadOf(0, kBeat), {.base = base}), ErrorCode::beyondBus) << base;
    EXPECT_EQ(errorOf(postOf(0), {.base = base}), ErrorCode::beyondBus) << base;
    EXPECT_EQ(errorOf(loadOf(0, kBeat), {.ring = base & ~std::uint64_t{63}}), ErrorCode::beyondBus)
        << base;
  }
}

/// The window passes the last address: what lies on the bus may be touched (and no memory answers).
TEST(Addresses, ThatPassTheTopOfTheBusAreRefused) {
  const Place top{.base = kBeyond - 4096, .limit = 8192};
  EXPECT_EQ(errorOf(loadOf(4096 - kBeat, kBeat), top), ErrorCode::readResponse);
  EXPECT_EQ(errorOf(loadOf(4096 - kBeat, kBeat + 1), top), ErrorCode::beyondBus);
  EXPECT_EQ(errorOf(loadOf(0, 8192), top), ErrorCode::beyondBus);
  EXPECT_EQ(errorOf(loadOf(4096, kBeat), top), ErrorCode::beyondBus);
  EXPECT_EQ(errorOf(loadOf(8192, kBeat), top), ErrorCode::limit);
  EXPECT_EQ(errorOf(postOf(4096 - kBeat), top), ErrorCode::beyondBus);
  constexpr std::uint64_t kRingBytes = BareMachine::kDataAddress;
  EXPECT_EQ(errorOf(loadOf(0, kBeat), {.ring = kBeyond - kRingBytes}), ErrorCode::readResponse);
  EXPECT_EQ(errorOf(loadOf(0, kBeat), {.ring = kBeyond - kRingBytes / 2}), ErrorCode::beyondBus);
}

TEST(Addresses, OffTheBusBeatsAreMisaligned) {
  for (std::uint32_t off = 1; off < kBeat; ++off)
    EXPECT_EQ(errorOf(loadOf(off, kBeat)), ErrorCode::misaligned) << off;
  EXPECT_EQ(errorOf(postOf(4)), ErrorCode::misaligned);
  const std::uint64_t base = BareMachine::kDataAddress + 2;
  EXPECT_EQ(errorOf(loadOf(0, kBeat), {.base = base}), ErrorCode::misaligned);
  EXPECT_EQ(errorOf(loadOf(kBeat - 2, kBeat), {.base = base}), ErrorCode::none);
  isa::Load strided = loadOf(0, kBeat);
  strided.count1 = 2;
  strided.stride1 = 12;
  EXPECT_EQ(errorOf(strided), ErrorCode::misaligned);
  EXPECT_EQ(errorOf(postOf(0, 20, 2)), ErrorCode::misaligned);
  EXPECT_EQ(errorOf(loadOf(0, kBeat), {.ring = kBeat}), ErrorCode::misaligned);
}

} // namespace
} // namespace weft
