// measured_page.cpp: The page MEASURED.md, and the rows of it that README.md shows.
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/measured_page.hpp"

#include "gen/num/error.hpp"

namespace weft::benchmark {
namespace {

constexpr const char* kTableHead = "| row | target | measured |\n|---|---|---|\n";
constexpr const char* kCommitStart = "at commit ";
constexpr const char* kCommitEnd = ";";
constexpr const char* kBlockStart = "<!-- measured rows, by scripts/benchmark -->\n";
constexpr const char* kBlockEnd = "<!-- end of measured rows -->\n";

/// Where `part` ends in `text`, looked for from `from` on.
std::size_t endOf(const std::string& part, const std::string& text, std::size_t from = 0) {
  const std::size_t at = text.find(part, from);
  if (at == std::string::npos)
    throw DesignError("the page lacks '" + part.substr(0, part.find('\n')) + "'");
  return at + part.size();
}

/// What `page` holds between two parts of it.
std::string between(const std::string& start, const std::string& end, const std::string& page) {
  const std::size_t begin = endOf(start, page);
  return page.substr(begin, endOf(end, page, begin) - end.size() - begin);
}

std::string rowStart(const Row& row) { return "\n| " + row.name + " | "; }

} // namespace

std::string measuredPage(const std::vector<Outcome>& outcomes, const std::string& commit) {
  std::string page = std::string("# Measured\n\nWritten by `scripts/benchmark` ") + kCommitStart +
                     commit + kCommitEnd +
                     " do not edit. Every run is exact in every stored element, or its row fails.\n"
                     "Cycles are the same on every machine; seconds and cycles per second are "
                     "those of the machine that ran it.\n\n" +
                     kTableHead;
  for (const Outcome& outcome : outcomes)
    page += rowStart(outcome.row).substr(1) + outcome.target() + " | " +
            (outcome.failure ? "FAILED" : outcome.value()) + " |\n";
  return page;
}

std::string withMeasuredRows(const std::string& readme, const std::string& page,
                             const std::vector<Row>& rows) {
  std::string block = std::string("Measured ") + kCommitStart +
                      between(kCommitStart, kCommitEnd, page) + ":\n\n" + kTableHead;
  for (const Row& row : rows)
    if (row.inReadme)
      block += rowStart(row).substr(1) + between(rowStart(row), "\n", page) + "\n";
  const std::size_t begin = endOf(kBlockStart, readme);
  const std::size_t end = endOf(kBlockEnd, readme, begin) - std::string(kBlockEnd).size();
  return readme.substr(0, begin) + block + readme.substr(end);
}

} // namespace weft::benchmark
