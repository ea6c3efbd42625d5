// golden_test.cpp: Printed modules equal the stored text and please three tools
// SPDX-License-Identifier: Apache-2.0
#include "tests/hdl/lint.hpp"
#include "tests/hdl/samples.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace weft::hdl {
namespace {

std::string goldenPath(const std::string& name) {
  return std::string(WEFT_SOURCE_DIR) + "/tests/hdl/golden/" + name;
}

std::string readGolden(const std::string& name) {
  std::ifstream file(goldenPath(name), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// WEFT_UPDATE_GOLDEN=1 rewrites the stored text, to be reviewed as a diff.
void expectGolden(const Module& top) {
  const std::vector<VerilogFile> files = emit(top);
  for (const VerilogFile& file : files) {
    if (std::getenv("WEFT_UPDATE_GOLDEN"))
      std::ofstream(goldenPath(file.name)) << file.text;
    EXPECT_EQ(file.text, readGolden(file.name)) << file.name;
  }
  EXPECT_EQ(lintMessages(files), "");
}

TEST(Golden, Mesh) { expectGolden(samples::Mesh()); }
TEST(Golden, MaxTree) { expectGolden(samples::MaxTree()); }
TEST(Golden, Ram) { expectGolden(samples::Ram()); }
TEST(Golden, Scanner) { expectGolden(samples::Scanner()); }
TEST(Golden, Chain) { expectGolden(samples::Chain()); }
TEST(Golden, Watched) { expectGolden(samples::Watched()); }

TEST(Golden, TwoRunsGiveTheSameBytes) {
  const auto first = emit(samples::Scanner()), second = emit(samples::Scanner());
  ASSERT_EQ(first.size(), second.size());
  for (size_t i = 0; i < first.size(); ++i)
    EXPECT_EQ(first[i].text, second[i].text);
}

TEST(Golden, NoLineIsLongerThan100Columns) {
  for (const VerilogFile& file : emit(samples::Scanner())) {
    std::istringstream lines(file.text);
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(line.size(), 100u) << line;
  }
}

} // namespace
} // namespace weft::hdl
