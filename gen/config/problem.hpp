// problem.hpp: What is wrong with a configuration: path, value, allowed, nearest, reason.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace weft {

/// One refusal. Texts are ready to print; `nearest` is empty when nothing legal is near.
struct Problem {
  std::string path;
  std::string value;
  std::string allowed;
  std::string nearest;
  std::string reason;
};

/// "array.rows = 12: allowed 4, 8, 16; nearest 8. Rows of the systolic array..."
std::string problemText(const Problem& problem);

/// Every problem on its own line, after a line that names `origin` (a file or a preset).
std::string problemsText(const std::string& origin, const std::vector<Problem>& problems);

/// The candidate with the fewest single-letter edits to `word`; empty when all differ in more than
/// half of their letters.
std::string nearestWord(const std::string& word, const std::vector<std::string>& candidates);

} // namespace weft
