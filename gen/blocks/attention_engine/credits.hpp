// credits.hpp: Counts how often something may be done.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

#include <string>

namespace weft {

/// Adds to `module` a counter <name>_q, `initial` (0 to 7) at reset, up by one with `give`, down by
/// one with `take`; returns whether it is above zero. At most seven may be given at a time.
hdl::Bit credits(hdl::Module& module, const std::string& name, const hdl::Bit& clk,
                 const hdl::Bit& reset, const hdl::Dim& initial, const hdl::Bit& give,
                 const hdl::Bit& take);

} // namespace weft
