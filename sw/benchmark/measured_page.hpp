// measured_page.hpp: The page MEASURED.md, and the rows of it that README.md shows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/benchmark/outcome.hpp"

#include <string>
#include <vector>

namespace weft::benchmark {

/// A Markdown page with one table row an outcome. `commit` names the sources that were measured.
std::string measuredPage(const std::vector<Outcome>& outcomes, const std::string& commit);

/// `readme` with the block between its two marks replaced by the rows of `page` that are
/// `inReadme`, and by the commit of `page`. Throws DesignError when a mark or such a row is
/// missing.
std::string withMeasuredRows(const std::string& readme, const std::string& page,
                             const std::vector<Row>& rows);

} // namespace weft::benchmark
