// trace_file.hpp: Timelines as a Chrome trace, which Perfetto opens
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/runtime/timeline.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace weft {

/// Writes the submissions one after another as JSON in the Trace Event Format: one microsecond is
/// one cycle. Each engine has a track (tid 2 * engine + 1) with a slice for each of its commands,
/// and one (tid 2 * engine + 2) with what the engine did: busy or a reason to stall. `process` is
/// the name of the whole. `write` appends to the file.
void writeTrace(std::span<const Timeline> submissions, const std::string& process,
                const std::function<void(std::string_view)>& write);

} // namespace weft
