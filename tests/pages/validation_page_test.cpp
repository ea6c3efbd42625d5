// validation_page_test.cpp: The README's errors of the model are those of the measured table.
// SPDX-License-Identifier: Apache-2.0
#include "tests/pages/stated.hpp"

#include <regex>

namespace weft {
namespace {

/// Points, worst error, mean error of all workloads of `kind`, as cells of a table.
std::string cellsOf(const std::string& kind) {
  const std::string page = readText(std::string(WEFT_SOURCE_DIR) + "/sw/perf/README.md");
  std::smatch cells;
  const std::regex row(R"(\| )" + kind + R"( \| all( \| \d+ \| [\d.]+ % \| [\d.]+ % \|) \d+ % \|)");
  return std::regex_search(page, cells, row) ? cells[1].str() : "no row of " + kind;
}

TEST(ValidationPage, TheReadmeSaysTheSame) {
  for (const auto& [kind, name] : {std::pair("large", "large products, layers like BERT's"),
                                   {"small", "small workloads of every kind"},
                                   {"edge", "sizes at which machine or compiler begin anew"}})
    EXPECT_TRUE(test::states("README.md", "| ", name, cellsOf(kind), " exact |"));
}

TEST(ValidationPage, BothNameTheCommand) {
  const char* command = "`scripts/validate_model --seed 1 --count 72 --edge 24`";
  EXPECT_TRUE(test::states("sw/perf/README.md", command));
  EXPECT_TRUE(test::states("README.md", command));
}

} // namespace
} // namespace weft
