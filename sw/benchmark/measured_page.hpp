// measured_page.hpp: The page MEASURED.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/benchmark/outcome.hpp"

#include <string>
#include <vector>

namespace weft::benchmark {

/// A Markdown page with one table row an outcome. `commit` names the sources that were measured.
std::string measuredPage(const std::vector<Outcome>& outcomes, const std::string& commit);

} // namespace weft::benchmark
