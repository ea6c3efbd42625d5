// registers_test.cpp: The register map lies where software expects it.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/documents.hpp"
#include "gen/isa/registers.hpp"

#include <gtest/gtest.h>

#include <set>

namespace weft::isa {
namespace {

std::uint32_t offsetOf(const std::string& name) {
  for (const Register& entry : registerMap())
    if (entry.name == name)
      return entry.offset;
  return 0xffffffffU;
}

TEST(Registers, OffsetsAndNamesAreUniqueAlignedAndInTheWindow) {
  std::set<std::string> names;
  std::uint32_t last = 0;
  for (const Register& entry : registerMap()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_TRUE(entry.offset > last || entry.offset == 0) << entry.name;
    EXPECT_EQ(entry.offset % 4, 0U) << entry.name;
    EXPECT_LT(entry.offset, 4096U) << entry.name;
    last = entry.offset;
  }
}

TEST(Registers, FieldsDoNotOverlap) {
  for (const Register& entry : registerMap()) {
    std::uint32_t used = 0;
    for (const Field& field : entry.fields) {
      EXPECT_EQ(used & maskOf(field), 0U) << entry.name << '.' << field.name;
      used |= maskOf(field);
    }
  }
}

TEST(Registers, FamiliesStandWhereTheirFormulaSays) {
  EXPECT_EQ(offsetOf("BASE3_LOW"), 0x130U);
  EXPECT_EQ(offsetOf("LIMIT7"), 0x178U);
  EXPECT_EQ(offsetOf("SCALAR2"), 0x068U);
  EXPECT_EQ(offsetOf("STORE_MEMORY_WRITE_LOW"), 0x200U + 2 * 64 + 6 * 8);
  EXPECT_EQ(offsetOf("POST_DEPENDENCY_HIGH"), 0x200U + 4 * 64 + 7 * 8 + 4);
  EXPECT_EQ(offsetOf("WRITE_BYTES_LOW"), 0x408U);
}

TEST(Registers, HeaderAndTableNameEachOne) {
  const std::string header = registersHeader(num::AttentionUnit::dedicated);
  const std::string markdown = registersMarkdown({});
  for (const Register& entry : registerMap()) {
    EXPECT_NE(header.find("#define WEFT_REG_" + entry.name + " "), std::string::npos);
    EXPECT_NE(markdown.find("| `" + entry.name + "` |"), std::string::npos);
  }
  EXPECT_NE(header.find("#define WEFT_CONTROL_SOFT_RESET_MASK 0x00000002u\n"), std::string::npos);
}

} // namespace
} // namespace weft::isa
