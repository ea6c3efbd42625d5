// engine_table.hpp: What every engine did for every operator
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/runtime/run_report.hpp"

#include <iosfwd>

namespace weft::cli {

/// One row for each engine and operator with the cycles that it was busy and stalled by each
/// reason; operators of several layers share a row ("layer*.qkv"). An operator's cycles follow the
/// engine's command before and end with the operator's own; the rows of an engine add up to its
/// total, which is the run's cycles. Needs counters.
void printEngineTable(std::ostream& out, const RunReport& report);

} // namespace weft::cli
