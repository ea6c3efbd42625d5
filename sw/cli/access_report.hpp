// access_report.hpp: Accesses and energy by level as JSON and as text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/cli/command.hpp"
#include "sw/perf/accesses.hpp"

#include <iosfwd>

namespace weft::cli {

/// The same for a run and for the model: {"array_registers": {"words": n, "bytes": n}, ..} in the
/// order of accessLevels().
Json accessesJson(const AccessCounts& counts);

/// The energy of every level and their sum, in the unit of the prices.
Json energyJson(const AccessCounts& counts, const EnergyPrices& prices);

/// Every price with its source.
Json pricesJson(const EnergyPrices& prices);

/// One row a level.
void printAccesses(std::ostream& out, const AccessCounts& counts);

} // namespace weft::cli
