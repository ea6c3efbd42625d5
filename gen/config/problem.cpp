// problem.cpp: What is wrong with a configuration: path, value, allowed, nearest, reason.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/problem.hpp"

#include <algorithm>
#include <numeric>

namespace weft {
namespace {

/// Levenshtein distance, one row of the table at a time.
std::size_t editDistance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t above = row[j + 1];
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      row[j + 1] = std::min({above + 1, row[j] + 1, replaced});
      diagonal = above;
    }
  }
  return row.back();
}

} // namespace

std::string problemText(const Problem& problem) {
  std::string text = problem.path;
  if (!problem.value.empty())
    text += " = " + problem.value;
  text += ": allowed " + problem.allowed;
  if (!problem.nearest.empty())
    text += "; nearest " + problem.nearest;
  return text + ". " + problem.reason;
}

std::string problemsText(const std::string& origin, const std::vector<Problem>& problems) {
  std::string text = origin + ": " + std::to_string(problems.size()) +
                     (problems.size() == 1 ? " problem" : " problems");
  for (const Problem& problem : problems)
    text += "\n  " + problemText(problem);
  return text;
}

std::string nearestWord(const std::string& word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t bestDistance = word.size();
  for (const std::string& candidate : candidates) {
    const std::size_t distance = editDistance(word, candidate);
    if (distance < bestDistance && 2 * distance <= std::max(word.size(), candidate.size())) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

} // namespace weft
