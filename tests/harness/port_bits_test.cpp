// port_bits_test.cpp: Bit fields across byte and word borders.
// SPDX-License-Identifier: Apache-2.0
#include "verif/harness/port_bits.hpp"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

TEST(PortBits, FieldsOfAnyPlaceAndWidthAreWrittenAlone) {
  for (unsigned low = 0; low < 40; ++low)
    for (unsigned width = 1; width <= 64; ++width) {
      std::uint32_t port[4] = {0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF};
      const std::uint64_t mask = width == 64 ? ~0ULL : (1ULL << width) - 1;
      const std::uint64_t value = 0x123456789ABCDEF0ULL & mask;
      setBits(port, low, width, value);
      EXPECT_EQ(getBits(port, low, width), value);
      setBits(port, low, width, mask);
      for (std::uint32_t word : port)
        EXPECT_EQ(word, 0xFFFFFFFF) << low << " " << width;
    }
}

TEST(PortBits, SignedFieldsExtendTheirSign) {
  std::uint16_t port = 0;
  setBits(port, 3, 5, 0x10);
  EXPECT_EQ(getSigned(port, 3, 5), -16);
  EXPECT_EQ(getBits(port, 3, 5), 16U);
}

} // namespace
} // namespace weft::sim
