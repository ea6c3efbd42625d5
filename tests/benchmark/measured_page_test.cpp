// measured_page_test.cpp: MEASURED.md has the rows of the program, README.md those of MEASURED.md.
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/measured_page.hpp"

#include "gen/config/text_file.hpp"
#include "gen/num/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace weft::benchmark {
namespace {

using ::testing::HasSubstr;

const std::string kRoot = WEFT_SOURCE_DIR;
const std::string kMarks = "<!-- measured rows, by scripts/benchmark -->\nold\n"
                           "<!-- end of measured rows -->\n";

std::vector<Outcome> twoOutcomes() {
  return {{shown({"a: cycles", Bound::atMost, 3'600'000, nullptr}), 3'581'151, {}},
          {{"b: ratio", Bound::atLeast, 0.98, nullptr}, 0.9963, {}}};
}

std::vector<Row> rowsOf(const std::vector<Outcome>& outcomes) {
  std::vector<Row> rows;
  rows.reserve(outcomes.size());
  for (const Outcome& outcome : outcomes)
    rows.push_back(outcome.row);
  return rows;
}

std::string readmeFrom(const std::string& readme, const std::vector<Outcome>& outcomes) {
  return withMeasuredRows(readme, measuredPage(outcomes, "1234abc"), rowsOf(outcomes));
}

TEST(MeasuredPage, HasEveryRowAndTheCommit) {
  const std::string page = measuredPage(twoOutcomes(), "1234abc");
  EXPECT_THAT(page, HasSubstr("at commit 1234abc;"));
  EXPECT_THAT(page, HasSubstr("\n| a: cycles | <= 3,600,000 | 3,581,151 |\n"));
  EXPECT_THAT(page, HasSubstr("\n| b: ratio | >= 0.9800 | 0.9963 |\n"));
}

TEST(MeasuredPage, SaysWhatFailed) {
  std::vector<Outcome> outcomes = twoOutcomes();
  outcomes[1].failure = "a mismatch";
  EXPECT_THAT(measuredPage(outcomes, "x"), HasSubstr("| b: ratio | >= 0.9800 | FAILED |\n"));
}

TEST(MeasuredPage, GivesAReadmeItsShownRowsAndNothingElse) {
  const std::string readme = readmeFrom("before\n" + kMarks + "after\n", twoOutcomes());
  EXPECT_TRUE(readme.starts_with("before\n<!--"));
  EXPECT_TRUE(readme.ends_with("-->\nafter\n"));
  EXPECT_THAT(readme, HasSubstr("Measured at commit 1234abc:\n"));
  EXPECT_THAT(readme, HasSubstr("\n| a: cycles | <= 3,600,000 | 3,581,151 |\n<!-- end"));
  EXPECT_THAT(readme, ::testing::Not(HasSubstr("old")));
  EXPECT_EQ(readmeFrom(readme, twoOutcomes()), readme);
}

TEST(MeasuredPage, RefusesAReadmeWithoutMarksAndAPageWithoutTheRow) {
  EXPECT_THROW(readmeFrom("no marks", twoOutcomes()), DesignError);
  std::vector<Row> rows = rowsOf(twoOutcomes());
  rows[0].name = "c";
  EXPECT_THROW(withMeasuredRows(kMarks, measuredPage(twoOutcomes(), "x"), rows), DesignError);
}

TEST(Measured, ReadmeShowsWhatThePageSays) {
  const std::string readme = readText(kRoot + "/README.md");
  EXPECT_EQ(withMeasuredRows(readme, readText(kRoot + "/sw/benchmark/MEASURED.md"), allRows()),
            readme)
      << "scripts/benchmark writes both";
}

/// A row that was renamed, or whose target has moved, was not measured.
TEST(Measured, RowsAndTargetsOfThePageAreThoseOfTheProgram) {
  std::vector<std::string> known;
  for (const Row& row : allRows())
    known.push_back("| " + row.name + " | " + Outcome{row, 0.0, {}}.target() + " | ");
  std::istringstream page(readText(kRoot + "/sw/benchmark/MEASURED.md"));
  std::size_t rows = 0;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| ") || line.starts_with("| row "))
      continue;
    ++rows;
    EXPECT_TRUE(std::ranges::any_of(known, [&](const auto& row) { return line.starts_with(row); }))
        << line;
  }
  EXPECT_GE(rows, 10U);
}

TEST(Measured, ReadmeKeepsTheTenThatMatter) {
  const std::vector<Row> rows = allRows();
  EXPECT_EQ(std::ranges::count_if(rows, &Row::inReadme), 10);
}

} // namespace
} // namespace weft::benchmark
